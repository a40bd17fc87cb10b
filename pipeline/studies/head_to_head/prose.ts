/**
 * What the league says of its problems, of the settings of its methods, and of what it does not say.
 *
 * @module
 */

/** Its problems. */
export const PROBLEMS =
  "*penalties*: one penalty for each of 20 features of a logistic regression. " +
  "*cleaning*: one weight for each training observation of a softmax regression on three synthetic classes " +
  "in 8 features, half of whose labels were drawn anew; its cross products differ between " +
  "minibatches. *adaptation*: the point that the linear fits of four tasks start from and are pulled to, " +
  "as in implicit MAML (an observation is one point of each task). The first two are kinds of " +
  "problems that the curvature-aware and the stochastic methods were proposed for, the third is of the " +
  "kind that first-order meta-gradients are for.";

const OTHERS =
  "Of the field's others, MA-SOBA, MA-SABA, SRBA, SPABA and FSLA are single loops, SRBA with all " +
  "observations once in sixteen iterations and SPABA as often by chance; TTSA, SUSTAIN and MRBO take one step " +
  "of y and BSA ten, and all ten for the adjoint; VRBO takes two steps of y, each with an adjoint " +
  "at both of its ends, and all observations once in four iterations. Steps of FSLA, TTSA, BSA, SUSTAIN and MRBO decay as " +
  "published, and the newest term weighs a half at first wherever there is an average. F2SA-2 is F2SA " +
  "with a difference to both sides; PZOBO looks in one direction; BOME takes five steps to what stands for the lower " +
  "level's solution, and one of y; qNBO takes ten for y, nine of them quasi-Newton, and five for the adjoint. " +
  "Random search fits a point by ten steps; halving fits four by five, the better two by five more and the best of " +
  "these by ten more. Both try points around the start, and go on from the y of the best.";

/** The rest. */
export const WORDS =
  "\n\nThe gap is the distance of F(x), with the lower level solved exactly, to the least F that any run has " +
  "found on the same draw, among them a reference of 400 iterations of NBO-CG. What is shown is the share " +
  "of it that is left, at least 10^{−4}, which is about what the reference may leave. A claim about the best " +
  "methods compares those that are best on the draws that steps are chosen on: on the others some may be " +
  "ahead of them." +
  "\n\n*Settings.* Lower-level steps are 1/L, or 2/(L + μ) for methods of fixed points, and an outer iteration " +
  "has ten of them for y and ten for the adjoint, apart from these: AmIGO-CG takes five iterations for the " +
  "adjoint, NBO-GD and NBO-CG one and three for both, NSBO-SGD one, SOBA and SABA are single loops, F2SA-full " +
  "takes five steps at λ = 100 and F2SA one at λ = 10, AID-Nyström five random columns at ρ = 0.01, and " +
  "ITD, last 3, differentiates the last three steps. " + OTHERS +
  " AID-FP, AID-CG and BSGM with a cold start start anew in each outer " +
  "iteration, all others go on from the last. AID-map is AID on the fixed point of gradient steps; the mixed fixed point " +
  "mixes SID and unrolling in equal parts." +
  "\n\n*What does not apply.* first-order takes ∇f at the end of ten steps and nothing else. On the first two " +
  "problems, where x enters the lower level alone, that is 0 and it stands still at 1: a case that it is not " +
  "made for. UFO-BLO corrects it with probability q = 0.2; UFO-BLO-adaptive chooses q by what it has seen, which there " +
  "is q = 1, and so ITD. On adaptation their steps start at x, elsewhere at the last y. The exact gradient asks for nothing " +
  "that is counted and has as many iterations as SOBA-full has joint steps: a mark, and no competitor. Values of f are " +
  "not counted: searches ask for one after each fit. Left " +
  "out are Reptile, whose direction is no gradient of f, and solvers for fixed points with a derivative that is " +
  "not symmetric, since here all are." +
  "\n\n*What it does not say.* Only the outer step is tuned, and for one budget; memory is not counted. The " +
  "order of methods whose intervals overlap says nothing, and no order says much about other budgets, sizes or " +
  "condition numbers. Budget, problems and grids were settled in trial runs on other draws. What is reached at " +
  "the budget is interpolated between the last two iterations.";
