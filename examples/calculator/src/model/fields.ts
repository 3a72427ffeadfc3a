/** The facts of a contract as fields of a form: one for the subject, or one for each register, indicator and practice. */

import type { Contract, Fact } from "entitle";
import { placeOf, type Member, type State } from "./state.ts";
import type { Definition, Indicator } from "./terms.ts";

export interface Field {
  /** Where the state holds what was typed. */
  readonly place: string;
  /** As the package takes it: `list_size`, `numerator.DM020`. */
  readonly key: string;
  readonly fact: Fact;
  /** Its register or indicator, or "". */
  readonly item: string;
  readonly member: Member | null;
  readonly label: string;
}

/** Fields that belong together: those of the subject, or of a register and its indicators. */
export interface Group {
  readonly name: string;
  readonly title: string;
  readonly fields: readonly Field[];
}

export interface Section {
  readonly name: string;
  readonly heading: string;
  /** Under which its indicators are published, or "". */
  readonly domain: string;
  readonly member: Member | null;
  /** Whether it opens and closes, being one of many. */
  readonly folds: boolean;
  readonly groups: readonly Group[];
}

export interface Form {
  readonly sections: readonly Section[];
  readonly fields: readonly Field[];
}

export function formOf(contract: Contract, definition: Definition, state: State): Form {
  const facts = [...contract.facts].filter((fact) => fact.scope !== "patient");
  const isNetwork = contract.subject === "network";
  const ofPractice = facts.filter((fact) => fact.scope === "practice");
  const ofSubject = isNetwork ? facts.filter((fact) => fact.scope !== "practice") : facts;
  const sections = [
    ...sectionsOf(ofSubject, definition, null, isNetwork ? "The network" : "The practice"),
    ...(isNetwork ? state.members.flatMap((member) => sectionsOf(ofPractice, definition, member, member.name)) : []),
  ];
  return { sections, fields: sections.flatMap((section) => section.groups.flatMap((group) => group.fields)) };
}

/** `list_size` is `List size`. */
export function spoken(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a field takes, in a few words; "" where its control says so itself. */
export function takes({ type, places, least, most, unit }: Fact): string {
  if (type !== "integer" && type !== "decimal") return "";
  const kind = type === "integer" ? "whole number" : `number with at most ${places} decimal places`;
  const of = unit === "" || unit === "fraction" ? "" : `, ${unit}`;
  // A range such as 0 to 1,000,000,000 only guards against slips and tells a reader nothing.
  const isNarrow = most !== null && least !== null && most.length <= 4;
  return `${kind}${isNarrow ? ` from ${least} to ${most}` : ""}${of}`;
}

function sectionsOf(facts: readonly Fact[], definition: Definition, member: Member | null, heading: string): Section[] {
  const own = facts.filter((fact) => fact.per === "subject");
  const ofOne = own.map((fact) => field(fact, "", member));
  const subject: Section = {
    name: member === null ? "subject" : `member-${member.number}`,
    heading,
    domain: "",
    member,
    folds: false,
    groups: [{ name: "", title: "", fields: ofOne }],
  };
  const perItem = facts.filter((fact) => fact.per !== "subject");
  const sections = perItem.length === 0 ? [] : registersIn(definition).map((register) => {
    return registerSection(perItem, definition, register, member);
  });
  const filled = sections.filter((section) => section.groups.some((group) => group.fields.length > 0));
  return ofOne.length === 0 && member === null ? filled : [subject, ...filled];
}

/** Registers in the order in which indicators name them, then those that no indicator has. */
function registersIn({ terms }: Definition): string[] {
  return [...new Set([...terms.indicators.map(({ register }) => register), ...terms.registers.map(({ name }) => name)])];
}

function registerSection(facts: readonly Fact[], { terms }: Definition, register: string, member: Member | null): Section {
  const perRegister = facts.filter((fact) => fact.per === "register");
  const perIndicator = facts.filter((fact) => fact.per === "indicator");
  const indicators = terms.indicators.filter((indicator) => indicator.register === register);
  const title = terms.registers.find(({ name }) => name === register)?.title ?? "";
  const groups = [
    { name: "", title: "", fields: perRegister.map((fact) => field(fact, register, member)) },
    ...indicators.map((indicator) => indicatorGroup(perIndicator, indicator, member)),
  ];
  return {
    name: member === null ? `register-${register}` : `member-${member.number}-${register}`,
    heading: [member?.name, title, register].filter(Boolean).join(", "),
    domain: indicators[0]?.domain ?? "",
    member,
    folds: true,
    groups: groups.filter((group) => group.fields.length > 0),
  };
}

function indicatorGroup(facts: readonly Fact[], { name, title }: Indicator, member: Member | null): Group {
  return { name, title, fields: facts.map((fact) => field(fact, name, member)) };
}

function field(fact: Fact, item: string, member: Member | null): Field {
  const key = item === "" ? fact.name : `${fact.name}.${item}`;
  return { place: placeOf(member?.number ?? null, key), key, fact, item, member, label: spoken(fact.name) };
}
