/** What the reader has chosen and typed. Never changed in place: each step makes the next state. */

export interface State {
  readonly contract: string;
  readonly day: string;
  /** By place: `list_size`, `numerator.DM020`; of a member practice `2/list_size`. As typed. */
  readonly typed: Readonly<Record<string, string>>;
  readonly members: readonly Member[];
}

/** A practice of a network. Its number never changes, so that what was typed for it stays its own. */
export interface Member {
  readonly number: number;
  readonly name: string;
}

/** A value for a fact, of the practice of that name or of the subject as a whole. */
export interface Assignment {
  readonly practice: string | null;
  readonly key: string;
  readonly text: string;
}

export function begin(contract: string, day: string): State {
  return { contract, day, typed: {}, members: [{ number: 1, name: "Practice 1" }] };
}

/** What was typed stays: another contract may ask for the same. */
export function choose(state: State, contract: string, day: string): State {
  return { ...state, contract, day };
}

export function type(state: State, place: string, text: string): State {
  return { ...state, typed: { ...state.typed, [place]: text } };
}

/** Takes values away, and leaves all others. */
export function without(state: State, places: readonly string[]): State {
  const kept = Object.entries(state.typed).filter(([place]) => !places.includes(place));
  return { ...state, typed: Object.fromEntries(kept) };
}

export function clear(state: State): State {
  return begin(state.contract, state.day);
}

export function addMember(state: State, name?: string): State {
  const number = 1 + Math.max(0, ...state.members.map((member) => member.number));
  return { ...state, members: [...state.members, { number, name: name ?? `Practice ${number}` }] };
}

export function nameMember(state: State, number: number, name: string): State {
  // Faults and what is waited for are told by name, so no two are the same.
  const isTaken = state.members.some((member) => member.number !== number && member.name === name);
  const own = isTaken ? `${name} (${number})` : name;
  const members = state.members.map((member) => (member.number === number ? { number, name: own } : member));
  return { ...state, members };
}

export function removeMember(state: State, number: number): State {
  const kept = Object.entries(state.typed).filter(([place]) => !place.startsWith(`${number}/`));
  return { ...state, typed: Object.fromEntries(kept), members: state.members.filter((member) => member.number !== number) };
}

/** Takes many values at once; practices that are not there yet are added. */
export function fill(state: State, assignments: readonly Assignment[]): State {
  return assignments.reduce(fillOne, state);
}

export function placeOf(member: number | null, key: string): string {
  return member === null ? key : `${member}/${key}`;
}

function fillOne(state: State, { practice, key, text }: Assignment): State {
  if (practice === null) return type(state, key, text);
  const known = memberNamed(state, practice) ?? untouched(state);
  const next = known === undefined ? addMember(state, practice) : nameMember(state, known.number, practice);
  const member = memberNamed(next, practice);
  return member === undefined ? next : type(next, placeOf(member.number, key), text);
}

function memberNamed(state: State, name: string): Member | undefined {
  return state.members.find((member) => member.name === name);
}

/** The practice with which every network begins, while nobody has typed anything for it. */
function untouched(state: State): Member | undefined {
  const [first] = state.members;
  const isTouched = Object.keys(state.typed).some((place) => place.startsWith(`${first?.number}/`));
  return state.members.length === 1 && !isTouched && first?.name === `Practice ${first?.number}` ? first : undefined;
}
