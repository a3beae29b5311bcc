/** All that the local AWS account holds, in memory. */
import type { LocalTrust } from "../certificate";
import type { Api } from "./apigateway/types";
import type { KeyObject } from "node:crypto";
import type { Credentials } from "./dataPlane/credentials";
import type { Items } from "./dynamodb/items";
import type { LambdaFunction } from "./lambda/types";
import type { RestSnapshot } from "./restapi/definition";

/** What whoever deploys is asked: an action, on an ARN or on `*`; with a role, the service that it is handed to. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
  readonly passedTo?: string;
}

/** Rights that stand in the place of the account owner's. */
export interface Deployer {
  /** Policy documents as JSON. */
  readonly policies: readonly string[];
  /** All that was asked, in its order. */
  readonly asked: Ask[];
}

/** What was declared of a resource, or what AWS has chosen for it. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource that is kept as it was declared. */
export interface StoredResource {
  readonly id: string;
  readonly region: string;
  /** In the words of the Pulumi provider. */
  readonly properties: Properties;
  /** What AWS would have chosen: ARNs, addresses. */
  readonly outputs: Properties;
}

export interface Role {
  RoleName: string;
  Arn: string;
  RoleId: string;
  CreateDate: string;
  AssumeRolePolicyDocument: string;
  Description?: string;
  Path: string;
  MaxSessionDuration: number;
  Tags: Record<string, string>;
  /** Inline policies by name: JSON text. */
  policies: Map<string, string>;
}

export interface LogEvent {
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
}

export interface LogGroup {
  logGroupName: string;
  arn: string;
  retentionInDays?: number;
  kmsKeyId?: string;
  tags: Record<string, string>;
  creationTime: number;
  events: LogEvent[];
}

export interface World {
  readonly apis: Map<string, Api>;
  readonly functions: Map<string, LambdaFunction>;
  readonly roles: Map<string, Role>;
  readonly logGroups: Map<string, LogGroup>;
  /** What is kept as it was declared, by kind (`apigateway.RestApi`) and id. */
  readonly resources: Map<string, Map<string, StoredResource>>;
  /** What was deployed of REST APIs, by the deployment's id. */
  readonly deployments: Map<string, RestSnapshot>;
  /** What DynamoDB tables hold, by the table's name. */
  readonly items: Map<string, Items>;
  /** Names of deleted secrets that can be recovered, and until when: milliseconds since the epoch. */
  readonly keptSecretNames: Map<string, number>;
  /** The private halves of keys that sign, by the key's id. */
  readonly signingKeys: Map<string, KeyObject>;
  /** Of the account's owner, who may do everything. */
  readonly admin: Credentials;
  /** Whose rights its provider has; undefined: the owner's. */
  deployer?: Deployer;
  /** Where the server listens: `http://127.0.0.1:1234`, or `https:`. */
  url: string;
  /**
   * The authority whose certificates functions take besides those that everybody takes; undefined where the cloud speaks no
   * TLS.
   */
  trust?: LocalTrust;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ten lower-case letters and digits, as API Gateway's ids. */
  readonly newId: () => string;
}

export function createWorld(admin: Credentials, now: () => number, newId: () => string): World {
  return {
    apis: new Map(),
    functions: new Map(),
    roles: new Map(),
    logGroups: new Map(),
    resources: new Map(),
    deployments: new Map(),
    items: new Map(),
    keptSecretNames: new Map(),
    signingKeys: new Map(),
    admin,
    url: "",
    now,
    newId,
  };
}

const EVENTS_MAX = 10_000;

/** Appends to a log group; where there is none of that name, the line is lost, as without the permission to make one. */
export function appendLog(world: World, logGroupName: string, message: string): void {
  const group = world.logGroups.get(logGroupName);
  if (group === undefined) return;
  group.events.push({ timestamp: world.now(), message });
  if (group.events.length > EVENTS_MAX) group.events.shift();
}
