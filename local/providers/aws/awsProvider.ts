/** The local AWS provider: the table of types of the local account, for an engine or for the SDK's mocks. */
import { setTimeout } from "node:timers/promises";
import { version } from "@pulumi/aws/package.json";
import type { Account, AwsType } from "../../aws/account";
import { AwsError } from "../../aws/awsError";
import { authorizeDeployer, authorizeFunction, type Call } from "../../aws/deployer/deployer";
import { AWS_FUNCTIONS, AWS_TYPES } from "../../aws/types";
import { createProvider } from "../createProvider";
import { ApiError } from "../httpClient";
import type { LocalProvider } from "../provider";
import type { ProviderFunction, ResourceType } from "../resourceType";
import { AWS_CONFIG, connectAws } from "./awsConfig";

export interface AwsProviderOptions {
  /**
   * Milliseconds for which a delete is tried again that AWS refuses because something is in use. The real provider tries for
   * minutes, so that what is let go within one deployment is deleted there.
   *
   * @default 3000
   */
  readonly patienceMs?: number;
}

/** Milliseconds between two tries. */
const PAUSE = 50;

export function createAwsProvider({ patienceMs = 3_000 }: AwsProviderOptions = {}): LocalProvider {
  return createProvider({
    name: "aws",
    version,
    config: AWS_CONFIG,
    connect: connectAws,
    types: AWS_TYPES.map((row) => served(row, patienceMs)),
    functions: AWS_FUNCTIONS.map(servedFunction),
  });
}

/** Nothing that the engine holds is the account's own, nor the other way round; and errors say which type they are about. */
function served(row: AwsType, patienceMs: number): ResourceType<Account> {
  const tell = <T>(work: () => Promise<T>) => told(row.token, work);
  const may = (account: Account, call: Omit<Call, "token" | "region">) => {
    const region = typeof call.given["region"] === "string" ? call.given["region"] : account.region;
    authorizeDeployer(account.world, { token: row.token, region, ...call });
  };
  return {
    ...row,
    create: (account, inputs) =>
      tell(async () => {
        may(account, { operation: "create", given: inputs });
        return row.create(account, copy(inputs));
      }),
    ...(row.settle && {
      settle: (account, id, inputs, live) => tell(() => row.settle!(account, id, copy(inputs), live)),
    }),
    read: (account, id, known, outputs) =>
      tell(async () => {
        may(account, { operation: "read", id, given: known });
        return row.read(account, id, known, outputs);
      }),
    update: (account, id, news, olds) =>
      tell(async () => {
        may(account, { operation: "update", id, given: news, olds });
        return row.update(account, id, copy(news), olds);
      }),
    delete: (account, id, known) =>
      tell(async () => {
        may(account, { operation: "delete", id, given: known });
        return remove(row, patienceMs, () => row.delete(account, id, known));
      }),
  };
}

function servedFunction(fn: ProviderFunction<Account>): ProviderFunction<Account> {
  return {
    ...fn,
    call: (account, args) =>
      told(fn.token, async () => {
        authorizeFunction(account.world, fn.token, args, account.region);
        return fn.call(account, args);
      }),
  };
}

async function told<T>(token: string, work: () => Promise<T>): Promise<T> {
  try {
    return copy(await work());
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new ApiError(error.status, `${token}: AWS answered ${error.status}: ${error.code}: ${error.message}`);
  }
}

/** What is not there is deleted. */
async function remove({ busy, source }: AwsType, patienceMs: number, work: () => Promise<void>): Promise<void> {
  for (let left = Math.ceil(patienceMs / PAUSE); ; left--) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AwsError && error.status === 404) return;
      const isBusy = error instanceof AwsError && error.code === busy?.code;
      if (!isBusy) throw error;
      if (left <= 0) throw stillBusy(error, `${busy!.minutes} minutes before it says so: ${source}`);
    }
    await setTimeout(PAUSE);
  }
}

function stillBusy({ status, code, message }: AwsError, patience: string): AwsError {
  return new AwsError(status, code, `${message} (the real provider tries for ${patience})`);
}

const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));
