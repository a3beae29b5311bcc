/**
 * An engine for tests: what a program has registered, brought about through a local provider in any order that Pulumi's engine may
 * take. Creates and changes wait for what they depend on, what is replaced goes first where the program says so, and
 * what is registered no more goes last. Without a process of its own, so that a property over many programs can afford it.
 */
import type { Value, Values } from "../../local/providers/values";
import { InitFailed, type LocalProvider, type ResourceState } from "../../local/providers/provider";
import type { EngineState } from "../../cli/recover/engineState";
import type { Registration } from "../../local/engine/recordProgram";
import { unsealed } from "../setup/mocks";

/** What the engine remembers of a resource. */
interface Kept {
  readonly registration: Registration;
  readonly state: ResourceState;
  /** It is there, and not yet what it should be. */
  readonly isUnfinished?: boolean;
}

/** Chooses one of so many. */
export type Choose = (count: number) => number;

/** The state of one stack, over several updates. */
export class EngineOrder {
  readonly #kept = new Map<string, Kept>();
  /** What was replaced and is still to go: an update that fails leaves it to the next one. */
  readonly #replaced: Kept[] = [];
  /** What the recording calls an id → the id. */
  readonly #ids = new Map<string, string>();

  /** @param known ids of what exists elsewhere, by what the recording calls them. */
  constructor(
    private readonly provider: LocalProvider,
    known: Readonly<Record<string, string>>,
  ) {
    for (const [name, id] of Object.entries(known)) this.#ids.set(name, id);
  }

  /** One update. @param choose takes among the resources that nothing keeps waiting. */
  async up(resources: readonly Registration[], choose: Choose): Promise<void> {
    const wanted = resources.filter(({ custom, type }) => custom && this.provider.tokens.resources.includes(type));
    const keys = new Set(wanted.map(keyOf));
    const waiting = [...wanted];
    const done = new Set<string>();
    while (waiting.length > 0) {
      const ready = waiting.filter(({ dependsOn }) => dependsOn.every((key) => !keys.has(key) || done.has(key)));
      if (ready.length === 0) throw new Error("resources wait for each other");
      const next = ready[choose(ready.length)]!;
      waiting.splice(waiting.indexOf(next), 1);
      await this.#step(next);
      done.add(keyOf(next));
    }
    const gone = [...this.#kept].filter(([key]) => !keys.has(key));
    await this.#deleteAll([...this.#replaced, ...gone.map(([, kept]) => kept)], choose);
  }

  async #step(registration: Registration): Promise<void> {
    const { type, name, replaceOnChanges } = registration;
    const key = keyOf(registration);
    const before = this.#kept.get(key);
    const given = this.#resolved(unsealed(registration.inputs) as Value) as Values;
    const { inputs, failures } = this.provider.check(type, before?.state.inputs, given, { name });
    if (failures.length > 0) throw new Error(`${key}: ${JSON.stringify(failures)}`);
    if (before === undefined) return this.#create(registration, inputs);
    const { differences, deleteBeforeReplace } = this.provider.diff(type, before.state.inputs, inputs);
    if (differences.length === 0 && before.isUnfinished !== true) return this.#keep(registration, before.state);
    const isReplaced = differences.some(({ property, replace }) => replace || replaceOnChanges.includes(property));
    if (!isReplaced) return this.#keep(registration, await this.provider.update(type, before.state, inputs));
    if (registration.deleteBeforeReplace || deleteBeforeReplace) await this.#deleteWithDependents(key);
    const isKept = this.#kept.get(key) === before;
    await this.#create(registration, inputs);
    if (isKept) this.#replaced.push(before);
  }

  async #create(registration: Registration, inputs: Values): Promise<void> {
    try {
      this.#keep(registration, await this.provider.create(registration.type, inputs));
    } catch (error) {
      if (error instanceof InitFailed) {
        this.#keep(registration, error.state);
        this.#kept.set(keyOf(registration), { registration, state: error.state, isUnfinished: true });
      }
      throw error;
    }
  }

  /** Takes over what exists. */
  async take(registration: Registration, importId: string): Promise<void> {
    const state = await this.provider.read(registration.type, importId, undefined, undefined);
    if (state === undefined) throw new Error(`there is no ${keyOf(registration)} with the id ${importId}`);
    this.#keep(registration, state);
  }

  /** What the state knows, as `pulumi stack export` has it. */
  get state(): EngineState {
    return new Map(
      [...this.#kept].map(([key, { registration, state }]) => {
        const { clientId } = state.outputs;
        return [
          key,
          { urn: registration.urn, id: state.id, clientId: typeof clientId === "string" ? clientId : undefined },
        ];
      }),
    );
  }

  #keep(registration: Registration, state: ResourceState): void {
    this.#kept.set(keyOf(registration), { registration, state });
    // A rule that fills a group has the group's name, and nobody asks for its id.
    if (registration.type !== "okta:group/rule:Rule") this.#ids.set(`id-of-${registration.name}`, state.id);
    const { clientId } = state.outputs;
    if (typeof clientId === "string" && registration.type === "okta:app/oAuth:OAuth")
      this.#ids.set(`client-id-of-${registration.name}`, clientId);
  }

  /** What would have to be replaced because this is goes before it. */
  async #deleteWithDependents(key: string): Promise<void> {
    for (const [other, { registration, state }] of [...this.#kept]) {
      const own = Object.entries(registration.propertyDependencies).filter(([, on]) => on.includes(key));
      const isReplaced = own.some(([property]) => {
        if (registration.replaceOnChanges.includes(property)) return true;
        const news = { ...state.inputs, [property]: "another" };
        return this.provider.diff(registration.type, state.inputs, news).differences.some(({ replace }) => replace);
      });
      if (isReplaced && this.#kept.has(other)) await this.#deleteWithDependents(other);
    }
    await this.#delete(this.#kept.get(key)!);
  }

  async #deleteAll(gone: readonly Kept[], choose: Choose): Promise<void> {
    const left = [...gone];
    while (left.length > 0) {
      const free = left.filter((one) => {
        const key = keyOf(one.registration);
        return left.every((other) => other === one || !other.registration.dependsOn.includes(key));
      });
      if (free.length === 0) throw new Error("what goes waits for each other");
      const next = free[choose(free.length)]!;
      left.splice(left.indexOf(next), 1);
      await this.#delete(next);
    }
  }

  async #delete(kept: Kept): Promise<void> {
    await this.provider.delete(kept.registration.type, kept.state);
    const key = keyOf(kept.registration);
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
    const at = this.#replaced.indexOf(kept);
    if (at >= 0) this.#replaced.splice(at, 1);
  }

  /** The recording's names of ids, alone or in the text of an expression, as the ids that they became. */
  #resolved(value: Value): Value {
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) return value.map((item: Value) => this.#resolved(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.#resolved(inner as Value)]));
  }

  #text(text: string): string {
    const whole = this.#ids.get(text);
    if (whole !== undefined) return whole;
    return text.replace(/"(id-of-[^"]*)"/g, (quoted, name: string) => {
      const id = this.#ids.get(name);
      return id === undefined ? quoted : `"${id}"`;
    });
  }
}

function keyOf({ type, name }: Registration): string {
  return `${type}::${name}`;
}
