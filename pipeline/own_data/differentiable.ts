/**
 * A user's losses as functions that can be differentiated exactly.
 *
 * JavaScript has no operators for numbers that carry derivatives, so the code of the losses file is
 * rewritten: every operator between numbers becomes a call (`v * y` is `$jets.mul(v, y)`), `Math` is
 * that of `numerics/jet_math.ts`, and conditions look at values. With plain numbers the
 * code does what it did; with jets it gives derivatives. What cannot be followed, such as a jet put
 * into a typed array, throws: nothing loses its derivatives in silence.
 *
 * @module
 */

import { type Node, parse } from "acorn";
import { GLOBALS, OPERATORS, RUNTIME, TEMPORARY, UNARY } from "./differentiable_runtime.ts";

/** A node of any kind, with whatever fields it has. */
type AnyNode = Node & { readonly [field: string]: unknown };

/**
 * Rewrites a script so that it computes with jets where it is given jets.
 *
 * @param code JavaScript, as a function's body.
 * @throws {SyntaxError} if it is none.
 */
export function differentiable(code: string): string {
  const program = parse(code, { ecmaVersion: "latest", allowReturnOutsideFunction: true });
  return `"use strict";let ${TEMPORARY};${new Writer(code).write(program as unknown as AnyNode)}`;
}

/**
 * Runs a rewritten script.
 *
 * @param code From `differentiable`.
 * @returns What the script returns.
 */
export function runDifferentiable(code: string): unknown {
  return new Function(...Object.keys(GLOBALS), code)(...Object.values(GLOBALS));
}

/** Writes code again, node by node; what is between the nodes is copied. */
class Writer {
  constructor(readonly source: string) {}

  write(node: AnyNode): string {
    switch (node.type) {
      case "BinaryExpression": {
        const name = OPERATORS[node.operator as string];
        return name === undefined
          ? this.#copy(node)
          : call(name, this.#field(node, "left"), this.#field(node, "right"));
      }
      case "UnaryExpression": {
        const { operator } = node as { operator?: string };
        if (operator === "!") return `!${this.#value(node, "argument")}`;
        const name = UNARY[operator!];
        // there may be no such variable
        if (operator === "typeof" && (node.argument as AnyNode).type === "Identifier") {
          const own = this.#field(node, "argument");
          return `(typeof ${own} === "undefined" ? "undefined" : ${call(name, own)})`;
        }
        return name === undefined ? this.#copy(node) : call(name, this.#field(node, "argument"));
      }
      case "LogicalExpression": {
        const { operator } = node as { operator?: string };
        if (operator === "??") return this.#copy(node);
        const first = call("valueOf", `${TEMPORARY} = ${this.#field(node, "left")}`);
        const second = this.#field(node, "right");
        return operator === "&&"
          ? `(${first} ? ${second} : ${TEMPORARY})`
          : `(${first} ? ${TEMPORARY} : ${second})`;
      }
      case "AssignmentExpression":
        return this.#assignment(node);
      case "ConditionalExpression":
      case "IfStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
        return this.#copy(node, "test");
      case "SwitchStatement":
        return this.#copy(node, "discriminant");
      case "Property":
        // in { v } and { v = 1 } key and value stand at the same place
        return node.shorthand ? this.write(node.value as AnyNode) : this.#copy(node);
      default:
        return this.#copy(node);
    }
  }

  /** A node as it was, but for its children; one of them, if named, is looked at for its value. */
  #copy(node: AnyNode, looked?: string): string {
    let out = "";
    let from = node.start;
    for (const { name, child } of childrenOf(node)) {
      out += this.source.slice(from, child.start);
      out += name === looked ? this.#value(node, name) : this.write(child);
      from = child.end;
    }
    return out + this.source.slice(from, node.end);
  }

  /** An operand as an argument, without the parentheses that it may stand in. */
  #field(node: AnyNode, name: string): string {
    const child = node[name] as AnyNode;
    const text = this.write(child);
    return child.type === "SequenceExpression" ? `(${text})` : text;
  }

  #value(node: AnyNode, name: string): string {
    return call("valueOf", this.#field(node, name));
  }

  #assignment(node: AnyNode): string {
    const { operator, left } = node as unknown as { operator: string; left: AnyNode };
    const short = operator.slice(0, -1);
    const name = operator === "=" ? undefined : OPERATORS[short];
    if (name === undefined && short !== "&&" && short !== "||") return this.#copy(node);
    const right = this.#field(node, "right");
    const either = (test: string, set: string, keep: string) =>
      `${call("valueOf", test)} ? ${short === "&&" ? `${set} : ${keep}` : `${keep} : ${set}`}`;
    if (left.type === "Identifier") {
      const target = this.write(left);
      return `${target} = ${
        name === undefined ? either(target, right, target) : call(name, target, right)
      }`;
    }
    const { object, property, computed } = left as unknown as Record<string, AnyNode>;
    if (left.type !== "MemberExpression" || property.type === "PrivateIdentifier") {
      return this.#copy(node);
    }
    const key = computed ? this.#field(left, "property") : JSON.stringify(property.name);
    if (object.type === "Super") return this.#copy(node);
    const place = call("place", this.#field(left, "object"), key);
    return name === undefined
      ? `(${
        either(
          `(${TEMPORARY} = ${place}).before`,
          call("set", TEMPORARY, right),
          `${TEMPORARY}.before`,
        )
      })`
      : call("set", `${TEMPORARY} = ${place}`, call(name, `${TEMPORARY}.before`, right));
  }
}

function call(name: string, ...operands: readonly string[]): string {
  return `${RUNTIME}.${name}(${operands.join(", ")})`;
}

/** The nodes right below a node, in the order of the text. */
function childrenOf(node: AnyNode): { readonly name: string; readonly child: AnyNode }[] {
  return Object.entries(node)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value])
        .filter((child) => typeof child?.type === "string")
        .map((child) => ({ name, child: child as AnyNode }))
    )
    .sort((one, other) => one.child.start - other.child.start);
}
