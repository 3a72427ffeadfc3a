/**
 * Entitle: dated primary-care contracts, evaluated exactly. Who is eligible, which targets are met, what is paid, and why.
 * Every face of Entitle gives the same answer for the same reason, to the penny. It is not the official payment
 * calculation of any contract, and not a clinical decision tool.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * const statement = qof.statement({ list_size: 10184, numerator: { DM020: 6 }, denominator: { DM020: 17 } });
 * statement.points.get("DM020").text; // => "0.125"
 * ```
 *
 * @packageDocumentation
 */

export { type ContractName, contract, contracts, load, register } from "./built-in.js";
export type { Column, ColumnForm, Columns, ColumnValues, TypedArray } from "./columns.js";
export {
  type Amount,
  type Behind,
  type BehindCriterion,
  type Compared,
  type ComparedColumn,
  type CompareOptions,
  Comparison,
  type Forgone,
  type Outcome,
  type PracticeOutcome,
  compare,
} from "./comparison.js";
export { Contract, type StatementOptions } from "./contract.js";
export { EntitleError } from "./errors.js";
export { type EvaluateOptions, Evaluation, type PracticeRow } from "./evaluation.js";
export type { ExplainedRow, ExplainedTable, Explanation, Reason } from "./explanation.js";
export { type Fact, Facts } from "./facts.js";
export type { Given, Value } from "./given.js";
export type { ModuleSource } from "./module.js";
export { type ReadyOptions, ready, version } from "./modules.js";
export { Listing } from "./listing.js";
export type { CompiledModule, OfPlatform } from "./platform.js";
export type { Content, Indicator, Part, Rule, RuleFact, Rules, RuleTable } from "./rules.js";
export {
  type Answer,
  type AnswerData,
  type AnswerError,
  Answers,
  Criteria,
  Headroom,
  type Identity,
  type Lacking,
  type RestsOn,
  type Room,
  type RoomData,
  Statement,
  type RefusedOf,
  type StatementData,
} from "./statement.js";
export type { Code, Count, Labels, ReasonCount, RefusedRow, RegisterCount, Summary } from "./tables.js";
