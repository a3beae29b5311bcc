/** Whoever deploys: with policies of its own it may do in the local account what these allow, and nothing else. */
import type { Values } from "../../providers/values";
import { AwsError } from "../awsError";
import { decide } from "../dataPlane/decide";
import type { World, Ask, Deployer } from "../world";
import { asksOf, asksOfFunction, type Operation } from "./asks";

/** Makes the provider of this account work with these policies alone; undefined: as its owner again. */
export function deployWith(world: World, policies: readonly string[] | undefined): Deployer | undefined {
  world.deployer = policies === undefined ? undefined : { policies: [...policies], asked: [] };
  return world.deployer;
}

/** Which resource it is about: its type, its id once it has one, and its properties before and after. */
export interface Call {
  readonly token: string;
  readonly operation: Operation;
  readonly region: string;
  readonly id?: string;
  readonly given: Values;
  readonly olds?: Values;
}

/** @throws AwsError in AWS's words, for the first action that no policy allows. */
export function authorizeDeployer(world: World, { token, operation, region, id, given, olds }: Call): void {
  const { deployer } = world;
  if (deployer === undefined) return;
  const names = new Set([...Object.keys(given), ...Object.keys(olds ?? {})]);
  const changed = new Set(
    [...names].filter((name) => olds !== undefined && JSON.stringify(olds[name]) !== JSON.stringify(given[name])),
  );
  judge(deployer, token, asksOf(token, operation, { region, id, given, changed }));
}

/** The same for a function of the provider. */
export function authorizeFunction(world: World, token: string, args: Values, region: string): void {
  const { deployer } = world;
  if (deployer !== undefined) judge(deployer, token, asksOfFunction(token, args, region));
}

function judge(deployer: Deployer, token: string, asks: readonly Ask[] | undefined): void {
  // Fails closed: what is not known to be harmless is not.
  if (asks === undefined) throw denied(`what \`${token}\` asks of whoever deploys`, "*");
  for (const one of asks) {
    deployer.asked.push(one);
    if (!isAllowed(deployer.policies, one)) throw denied(one.action, one.resource);
  }
}

/** Whether these policies allow it. */
export function isAllowed(policies: readonly string[], { action, resource, passedTo }: Ask): boolean {
  return (
    decide(
      policies.map((policy) => forService(policy, passedTo)),
      action,
      resource,
    ) === "allowed"
  );
}

/**
 * A policy, for one question about a role that is handed to a service. Policies of deployers have one kind of condition. A
 * statement whose condition holds stands as if it had none. Where it does not hold, an Allow is left out; a Deny keeps it,
 * and so denies.
 */
function forService(policy: string, passedTo: string | undefined): string {
  const { Statement: own } = JSON.parse(policy) as { Statement: unknown };
  const all = (Array.isArray(own) ? own : [own]) as readonly Readonly<Record<string, unknown>>[];
  const kept = all.flatMap(({ Condition: condition, ...statement }) => {
    if (condition === undefined) return [statement];
    const { StringEquals: equals, ...others } = Object(condition) as { StringEquals?: unknown };
    const { "iam:PassedToService": services, ...more } = Object(equals) as { "iam:PassedToService"?: unknown };
    const isOnly = Object.keys(others).length + Object.keys(more).length === 0;
    const holds = isOnly && Array.isArray(services) && services.includes(passedTo);
    return holds ? [statement] : statement["Effect"] === "Allow" ? [] : [{ ...statement, Condition: condition }];
  });
  return JSON.stringify({ Version: "2012-10-17", Statement: kept });
}

function denied(action: string, resource: string): AwsError {
  return new AwsError(
    403,
    "AccessDeniedException",
    `User: deployer is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}
