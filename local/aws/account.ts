/** The local AWS account as one configured provider sees it: its resources, the provider's region, and its default tags. */
import type { ResourceType } from "../providers/resourceType";
import { isObject, type Value, type Values } from "../providers/values";
import type { World } from "./world";

/** What each row of the table of types is given. */
export interface Account {
  readonly world: World;
  readonly region: string;
  /** A resource's own tags and the provider's default ones: `tagsAll`. */
  readonly allTags: (tags: Value | undefined) => Values;
  /** What is really there, as `tags` (without the default ones) and `tagsAll`. */
  readonly tagsOf: (tagsAll: unknown) => { readonly tags: Values; readonly tagsAll: Values };
}

/** A resource type of the account: its row in the table. */
export interface AwsType extends ResourceType<Account> {
  /**
   * A file below `internal/service` of hashicorp/terraform-provider-aws, on which the real provider stands. It says which
   * properties there are, which changes replace, and what is tried again.
   */
  readonly source: string;
  /** The error of a delete that the real provider tries again, and for how long: what is in use is let go soon. */
  readonly busy?: { readonly code: string; readonly minutes: number };
}

/** @param worldOf Throws where no account runs. */
export function accountOf(worldOf: () => World, region: string, defaultTags: Values = {}): Account {
  return {
    get world() {
      return worldOf();
    },
    region,
    allTags: (tags) => ({ ...defaultTags, ...(isObject(tags) ? tags : {}) }),
    tagsOf(all) {
      const tagsAll = isObject(all) ? all : {};
      const own = Object.entries(tagsAll).filter(([key, value]) => defaultTags[key] !== value);
      return { tags: Object.fromEntries(own), tagsAll };
    },
  };
}

/**
 * The accounts that run in this process, by port. A provider finds its account here and not by requests: whoever serves the
 * providers to an engine has started the account too, in the same process (`access start`, and the stands of the tests).
 */
const running = new Map<string, World>();

const portOf = (address: string) => new URL(address).port;

/** Until the function that it gives is called. */
export function announceAccount(world: World): () => void {
  running.set(portOf(world.url), world);
  return () => void running.delete(portOf(world.url));
}

/** The account at an address of this machine; undefined where none runs. */
export const accountAt = (address: string): World | undefined => running.get(portOf(address));
