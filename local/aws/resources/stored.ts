/**
 * Makes a row of a resource type that the account keeps as it was declared: what the provider must know of it, and what AWS
 * refuses, computes and keeps, in one place.
 */
import { resourceTagsProblem } from "../../../model/routes";
import { map, text, type Property } from "../../providers/properties";
import type { Live } from "../../providers/resourceType";
import type { Values } from "../../providers/values";
import type { Account, AwsType } from "../account";
import { badRequest, conflict, notFound } from "../awsError";
import type { World, Properties, StoredResource } from "../world";
import { find, type Declared } from "./store";

/** The tags of a type, to be spread into its inputs. */
export const tags = { tags: map(text(), { partOf: "tagsAll" }) };

/** A resource that is being made or changed, and the id that it has. */
export type Identified = Declared & { readonly id: string };

type Told = Pick<AwsType, "token" | "source" | "inputs" | "secretOutputs" | "autoname" | "rules" | "busy">;

/** Its kind in the account is made of the token: `lb.Listener` of `aws:lb/listener:Listener`. */
export interface StoredType extends Told {
  readonly outputs?: readonly string[];
  /** Where AWS has no region for it. */
  readonly isGlobal?: boolean;
  readonly idOf: (declared: Declared) => string;
  /** Whether there is one of it in any case, so that making it again changes it. */
  readonly isSetting?: boolean;
  /** Throws an AwsError where AWS would refuse: what is wrong in itself, taken already, or refers to nothing. */
  readonly check?: (declared: Identified) => void;
  /** What AWS computes, once for all. */
  readonly outputsOf?: (declared: Identified) => Properties;
  /** What else happens when it is made. */
  readonly made?: (declared: Identified) => void;
  /** What goes with it when it is deleted, or why it may not be: it is in use. */
  readonly gone?: (resource: StoredResource, world: World) => void;
}

export interface StoredRow extends AwsType {
  readonly kind: string;
}

export function stored(type: StoredType): StoredRow {
  const [, module = "", name = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type.token) ?? [];
  const kind = `${module}.${name}`;
  const { isGlobal, idOf, isSetting, check, outputsOf, made, gone, ...told } = type;
  const inputs = isGlobal ? type.inputs : { ...type.inputs, region: text({ assigned: true, replace: true }) };
  const hasTags = "tags" in type.inputs;

  function declaredBy({ world, region, allTags }: Account, given: Values): Declared {
    const all: Values = hasTags ? { ...given, tags: allTags(given["tags"]) } : given;
    const properties = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    const problem = hasTags && resourceTagsProblem(properties["tags"] as Record<string, string>);
    if (problem) throw badRequest(`a \`${kind}\` ${problem}`);
    return { world, region, properties };
  }

  /** In the order of changes: the newest value of a secret is the current one. */
  function keep({ world, region, properties, id }: Identified, outputs: Properties): StoredResource {
    const resource = { id, region, properties, outputs };
    const all = world.resources.get(kind) ?? new Map<string, StoredResource>();
    all.delete(id);
    world.resources.set(kind, all.set(id, resource));
    return resource;
  }

  function liveOf(account: Account, { properties, outputs }: StoredResource): Live {
    const given = properties as Values;
    return {
      ...Object.fromEntries(Object.keys(inputs).map((one) => [one, given[one] ?? null])),
      region: given["region"] ?? account.region,
      ...(hasTags ? account.tagsOf(given["tags"]) : {}),
      ...(outputs as Values),
    };
  }

  return {
    ...told,
    kind,
    inputs,
    outputs: [...(type.outputs ?? []), ...(hasTags ? ["tagsAll"] : [])],
    async create(account, given) {
      const declared = declaredBy(account, given);
      const id = idOf(declared);
      if (!isSetting && find(account.world, kind, id))
        throw conflict(`there is already a \`${kind}\` with the id \`${id}\``);
      check?.({ ...declared, id });
      const resource = keep({ ...declared, id }, outputsOf?.({ ...declared, id }) ?? {});
      made?.({ ...declared, id });
      return { id, live: liveOf(account, resource) };
    },
    async read(account, id) {
      const resource = find(account.world, kind, id);
      return resource && liveOf(account, resource);
    },
    async update(account, id, news, olds) {
      const { outputs } = found(account.world, kind, id);
      const changed = { ...declaredBy(account, { ...keptOf(inputs, olds), ...news }), id };
      check?.(changed);
      return liveOf(account, keep(changed, outputs));
    },
    async delete(account, id) {
      const resource = find(account.world, kind, id);
      if (resource === undefined) return;
      gone?.(resource, account.world);
      account.world.resources.get(kind)!.delete(id);
    },
  };
}

function found(world: World, kind: string, id: string): StoredResource {
  const resource = find(world, kind, id);
  if (resource === undefined) throw notFound(`there is no \`${kind}\` with the id \`${id}\``);
  return resource;
}

/** What the provider computes where the program says nothing (`Optional` and `Computed`): it stays as it was. */
function keptOf(inputs: Readonly<Record<string, Property>>, olds: Values): Values {
  const kept = Object.entries(inputs).filter(([name, { assigned }]) => assigned && olds[name] !== undefined);
  return Object.fromEntries(kept.map(([name]) => [name, olds[name]!]));
}
