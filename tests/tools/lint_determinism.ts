/**
 * A lint plugin that keeps out of the computing code whatever gives other bits on another machine
 * or in another run. It judges only the files of {@link COMPUTING}; the others may do as they like.
 *
 * The functions it refuses are those that V8 does not round correctly, or that it leaves to the C
 * library of the host: their last bit depends on the processor.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** The folders whose code must give the same bits everywhere, from the root of the repository. */
const COMPUTING =
  /^(numerics|problems|estimators|pipeline\/(stages|measures|blocks|slots)|reports)\//;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const INEXACT: Record<string, string> = {
  tanh: "write it with Math.expm1",
  sinh: "write it with Math.expm1",
  cosh: "write it with Math.exp",
  asinh: "write it with Math.log1p and Math.sqrt",
  acosh: "write it with Math.log and Math.sqrt",
  atanh: "write it with Math.log1p",
  hypot: "write Math.sqrt of the sum of squares",
};

const POWER = "write an integer power as a product and a real one as Math.exp(y * Math.log(x))";
const CLOCK = "a stage must not know the time; measure outside it";
const RANDOM = "take a random stream as an argument";

function isNamed(node: Deno.lint.Node | null, pattern: RegExp): node is Deno.lint.Identifier {
  return node?.type === "Identifier" && pattern.test(node.name);
}

const isTwo = (node: Deno.lint.Node | undefined): boolean =>
  node?.type === "Literal" && node.value === 2;

/** The name of the property that `object.name` or `object["name"]` reads. */
function propertyName(node: Deno.lint.MemberExpression): string | undefined {
  const { property, computed } = node;
  if (property.type === "Identifier" && !computed) return property.name;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}

/** A rule for the computing code alone. */
function rule(visit: (context: Deno.lint.RuleContext) => Deno.lint.LintVisitor): Deno.lint.Rule {
  return {
    create: (context) => {
      const { filename } = context;
      const path = filename.startsWith(ROOT) ? filename.slice(ROOT.length) : filename;
      return COMPUTING.test(path.replace(/^\.\//, "")) ? visit(context) : {};
    },
  };
}

const exactMath = rule((context) => ({
  BinaryExpression(node) {
    if (node.operator === "**" && !isTwo(node.right)) {
      context.report({ node, message: `The bits of "**" depend on the machine: ${POWER}.` });
    }
  },
  AssignmentExpression(node) {
    if (node.operator === "**=" && !isTwo(node.right)) {
      context.report({ node, message: `The bits of "**=" depend on the machine: ${POWER}.` });
    }
  },
  MemberExpression(node) {
    if (!isNamed(node.object, /^Math$/)) return;
    const name = propertyName(node);
    const squares = node.parent.type === "CallExpression" && node.parent.callee === node &&
      isTwo(node.parent.arguments[1]);
    if (name === undefined) {
      context.report({ node, message: "Name the function of Math in full, not by an expression." });
    } else if (name === "pow" && !squares) {
      context.report({ node, message: `The bits of Math.pow depend on the machine: ${POWER}.` });
    } else if (Object.hasOwn(INEXACT, name)) {
      const message = `The bits of Math.${name} depend on the machine: ${INEXACT[name]}.`;
      context.report({ node, message });
    }
  },
}));

const noAmbientState = rule((context) => ({
  MemberExpression(node) {
    if (isNamed(node.object, /^Math$/) && propertyName(node) === "random") {
      context.report({ node, message: `Math.random differs from run to run: ${RANDOM}.` });
    } else if (isNamed(node.object, /^(Date|performance)$/)) {
      context.report({ node, message: `${node.object.name} reads the clock: ${CLOCK}.` });
    }
  },
  "NewExpression, CallExpression"(node: Deno.lint.NewExpression | Deno.lint.CallExpression) {
    if (isNamed(node.callee, /^Date$/)) {
      context.report({ node, message: `Date reads the clock: ${CLOCK}.` });
    }
  },
  VariableDeclarator(node) {
    if (isNamed(node.init, /^(Math|Date|performance)$/)) {
      const message = `Write ${node.init.name}.x in full, so that what it reads can be seen.`;
      context.report({ node, message });
    }
  },
}));

const noDynamicImport = rule((context) => ({
  ImportExpression(node) {
    const message =
      "A dynamic import escapes the code digest of a stage: import the module at the top.";
    context.report({ node, message });
  },
}));

/** The plugin, for the "lint" section of `deno.json`. */
const plugin: Deno.lint.Plugin = {
  name: "determinism",
  rules: {
    "exact-math": exactMath,
    "no-ambient-state": noAmbientState,
    "no-dynamic-import": noDynamicImport,
  },
};

export default plugin;
