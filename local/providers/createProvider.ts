/** Makes a provider of its table: everything that does not depend on the service. */
import { names, nearest } from "../../model/findings";
import { checkInputs } from "./checkInputs";
import { diffInputs } from "./diffInputs";
import { checkMembers, type Property } from "./properties";
import { InitFailed, type LocalProvider, type ResourceState } from "./provider";
import { computed, outputNames, reconcile } from "./reconcile";
import type { Live, ProviderFunction, ResourceType } from "./resourceType";
import { UNKNOWN, type Value, type Values } from "./values";

export interface ProviderTable<C> {
  readonly name: string;
  readonly version: string;
  /** The provider's own settings. */
  readonly config: Readonly<Record<string, Property>>;
  /** Makes the client of settings that are known and checked. Throws with a sentence where they do not suffice. */
  readonly connect: (config: Values) => C;
  readonly types: readonly ResourceType<C>[];
  readonly functions: readonly ProviderFunction<C>[];
}

/** Settings that every provider has, and that say nothing to the service. */
const COMMON_CONFIG = ["version", "pluginDownloadURL", "__internal"];

export function createProvider<C>(table: ProviderTable<C>): LocalProvider {
  const types = new Map(table.types.map((type) => [type.token, type]));
  const functions = new Map(table.functions.map((fn) => [fn.token, fn]));
  let connection: (() => C) | undefined;

  function client(): C {
    if (connection === undefined) throw new Error(`the local ${table.name} provider has not been configured`);
    return connection();
  }

  function typeOf(token: string): ResourceType<C> {
    const type = types.get(token);
    if (type === undefined) throw new Error(unknownType(table.name, "resource type", token, [...types.keys()]));
    return type;
  }

  return {
    name: table.name,
    version: table.version,
    tokens: { resources: [...types.keys()], functions: [...functions.keys()] },

    checkConfig: (config) => checkMembers(table.config, ownConfig(table, config), `the ${table.name} provider`),

    async configure(config) {
      const own = ownConfig(table, config);
      const isKnown = Object.values(own).every((value) => value !== UNKNOWN);
      // Made at once, so that wrong settings are told at once; but a preview may not know them yet.
      if (isKnown) table.connect(own);
      connection = () => table.connect(own);
    },

    check(token, olds, news, options) {
      const type = types.get(token);
      if (type) return checkInputs(type, olds, news, options);
      const reason = unknownType(table.name, "resource type", token, [...types.keys()]);
      return { inputs: news, failures: [{ property: "", reason }] };
    },

    diff: (token, olds, news) => diffInputs(typeOf(token), olds, news),

    async create(token, inputs, preview = false) {
      const type = typeOf(token);
      if (preview) return { id: "", inputs, outputs: { ...unknownOutputs(outputNames(type)), ...inputs } };
      const made = await type.create(client(), inputs);
      return stateOf(type, { id: made.id, inputs }, await settled(type, client(), inputs, made));
    },

    async read(token, id, inputs, outputs) {
      const type = typeOf(token);
      if (inputs === undefined) return imported(type, client(), id, outputs ?? {});
      const live = await type.read(client(), id, { ...outputs, ...inputs }, outputs ?? {});
      return live && { id, ...reconcile(type, live, inputs) };
    },

    async update(token, old, news, preview = false) {
      const type = typeOf(token);
      if (preview) {
        const kept = Object.fromEntries(outputNames(type).map((name) => [name, old.outputs[name]]));
        return {
          id: old.id,
          inputs: news,
          outputs: { ...kept, ...unknownOutputs(type.changing ?? []), ...news } as Values,
        };
      }
      const live = await type.update(client(), old.id, news, { ...old.outputs, ...old.inputs });
      return stateOf(type, { id: old.id, inputs: news }, live, old.outputs);
    },

    async delete(token, old) {
      await typeOf(token).delete(client(), old.id, { ...old.outputs, ...old.inputs });
    },

    async invoke(token, args) {
      const fn = functions.get(token);
      if (fn === undefined) throw new Error(unknownType(table.name, "function", token, [...functions.keys()]));
      const failures = checkMembers(fn.inputs, args, token);
      return failures.length > 0 ? { result: {}, failures } : { result: await fn.call(client(), args), failures };
    },

    secretOutputs: (token) => types.get(token)?.secretOutputs ?? [],
  };
}

/**
 * The inputs are what was asked for; the computed properties what the service has made of it. An input that the type lists
 * among its outputs is both: the service says more of it than was asked.
 */
function stateOf<C>(
  type: ResourceType<C>,
  { id, inputs }: Pick<ResourceState, "id" | "inputs">,
  live: Live,
  before: Values = {},
): ResourceState {
  const kept = Object.fromEntries(
    outputNames(type).flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]]])),
  );
  const told = computed(type, live);
  const more = Object.fromEntries(
    type.outputs.flatMap((name) => (told[name] === undefined ? [] : [[name, told[name]]])),
  );
  return { id, inputs, outputs: { ...kept, ...told, ...inputs, ...more } as Values };
}

/** A resource that is taken over: all that can be read of it, and what its import id says of where it is. */
async function imported<C>(
  type: ResourceType<C>,
  client: C,
  importId: string,
  outputs: Values,
): Promise<ResourceState | undefined> {
  const where = type.importId === undefined ? {} : placeOf(type.token, type.importId, importId);
  const id = type.importId === undefined ? importId : importId.split("/").at(-1)!;
  const live = await type.read(client, id, { ...outputs, ...where }, outputs);
  return live && { id, ...reconcile(type, { ...where, ...live }, undefined) };
}

/** The inputs that an import id names. */
function placeOf(token: string, names: readonly string[], importId: string): Values {
  const parts = importId.split("/");
  if (parts.length === names.length && !parts.includes(""))
    return Object.fromEntries(names.map((name, at) => [name, parts[at]!]).filter(([name]) => name !== "id"));
  const form = names.map((name) => `<${name}>`).join("/");
  throw new Error(`\`${importId}\` is no import id of \`${token}\`: give \`${form}\``);
}

async function settled<C>(
  type: ResourceType<C>,
  client: C,
  inputs: Values,
  { id, live }: { id: string; live: Live },
): Promise<Live> {
  try {
    return type.settle ? await type.settle(client, id, inputs, live) : live;
  } catch (error) {
    // What went wrong first is what a person must read.
    if (type.unsettled === "kept") throw new InitFailed((error as Error).message, stateOf(type, { id, inputs }, live));
    if (type.unsettled !== "lost") await type.delete(client, id, inputs).catch(() => undefined);
    throw error;
  }
}

function unknownOutputs(outputs: readonly string[]): Values {
  return Object.fromEntries(outputs.map((name) => [name, UNKNOWN]));
}

function unknownType(provider: string, kind: string, token: string, known: readonly string[]): string {
  const near = nearest(token, known);
  const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
  return `the local ${provider} provider does not know the ${kind} \`${token}\`${hint} (known: ${names([...known].sort())})`;
}

/** A provider's settings arrive as JSON text in whatever is no text itself. What is empty counts as not given. */
function ownConfig<C>(table: ProviderTable<C>, config: Values): Values {
  const own: Record<string, Value> = {};
  for (const [name, value] of Object.entries(config)) {
    if (COMMON_CONFIG.includes(name) || value === undefined || value === null || value === "") continue;
    const kind = table.config[name]?.is;
    own[name] = typeof value === "string" && kind !== undefined && kind !== "text" ? parsed(value) : value;
  }
  return own;
}

function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
