/** What the local AWS holds, for the specs: the rows of its table of types without the provider, and the logs. */
import { accountOf } from "../../../local/aws/account";
import { AwsError } from "../../../local/aws/awsError";
import type { LocalAws } from "../../../local/aws/start";
import { AWS_TYPES, STORED_TYPES } from "../../../local/aws/types";
import type { Values } from "../../../local/providers/values";

/** Parsed JSON, which the specs read without checking each step. */
export type Json = ReturnType<typeof JSON.parse>;

/** 201 and what is kept, or the status of the refusal and its message. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: Json;
}

export interface Kept {
  /** Keeps a resource of a kind, `lb.Listener`, as it is given. */
  create(kind: string, properties: object): Promise<KeptAnswer>;
  /** The same, for what must succeed: what is kept. */
  make(kind: string, properties: object): Promise<Json>;
  change(kind: string, id: string, properties: object): Promise<KeptAnswer>;
  read(kind: string, id: string): KeptAnswer;
  remove(kind: string, id: string): Promise<KeptAnswer>;
  /** Makes a resource of any type by its row: what the service says of it. */
  declare(token: string, inputs: Values): Promise<Json>;
  update(token: string, id: string, news: Values): Promise<Json>;
  /** The row's delete. */
  drop(token: string, id: string, known?: Values): Promise<void>;
  /** The messages of a log group, oldest first. */
  events(logGroup: string): Json[];
}

export function keptBy(aws: LocalAws, region = "us-east-1"): Kept {
  const { world } = aws;
  const account = accountOf(() => world, region);
  const kept = (kind: string, id: string) => world.resources.get(kind)?.get(id);
  const rowOf = (token: string) => AWS_TYPES.find((row) => row.token === token)!;
  const kindOf = (kind: string) => STORED_TYPES.find((row) => row.kind === kind)!;
  const plain = (value: unknown): Json => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
  async function answer(status: number, work: () => Promise<unknown>): Promise<KeptAnswer> {
    try {
      return { status, body: plain(await work()) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { status: error.status, body: { message: error.message, code: error.code } };
    }
  }
  const create = (kind: string, properties: object) =>
    answer(201, async () => kept(kind, (await kindOf(kind).create(account, plain(properties))).id));
  return {
    create,
    async make(kind, properties) {
      const { status, body } = await create(kind, properties);
      if (status !== 201) throw new Error(`${kind}: ${status} ${body.message}`);
      return body;
    },
    change: (kind, id, properties) =>
      answer(200, async () => {
        await kindOf(kind).update(account, id, plain(properties), {});
        return kept(kind, id);
      }),
    read: (kind, id) => (kept(kind, id) ? { status: 200, body: plain(kept(kind, id)) } : { status: 404, body: {} }),
    remove: (kind, id) => answer(204, () => kindOf(kind).delete(account, id, {})),
    async declare(token, inputs) {
      const { live } = await rowOf(token).create(account, inputs);
      return plain(live);
    },
    update: async (token, id, news) => plain(await rowOf(token).update(account, id, news, {})),
    drop: (token, id, known = {}) => rowOf(token).delete(account, id, known),
    events: (logGroup) => plain(world.logGroups.get(logGroup)?.events ?? []),
  };
}
