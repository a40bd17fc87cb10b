// What the wrappers in TypeScript call. All addresses and strides are in bytes.

export { gemm, mirror, pack, tile, unpack } from "./tile";
export {
  backwardStrips,
  choleskyStrips,
  forwardStrips,
  inverseDiagonal,
  shiftStrips,
  transposeStrips,
} from "./strips";
export { applyReflectors, reduceToBand, reflectorBytes, symmetricPanels, turn } from "./band";
export { kernelPanel, kernelTimes, radialPanel, squaresPanel, subtractLeast } from "./radial";
export { each } from "./elementary";
export { products } from "./products";
export { sums } from "./sums";
export { curvatures, gradient, hessianTimes, losses, slopes } from "./linear";
export { timesVectors } from "./vector";
export {
  networkBackward,
  networkBackwardAlong,
  networkForward,
  networkForwardAlong,
} from "./network";
