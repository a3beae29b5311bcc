/** Kinds of gateways, kinds of backends that exist already, and which leads to which: what AWS lets each pass calls on to. */
import { ownRegionProblem, type Place } from "./awsArns";

/** What stands in front of an API. `none`: something that exists already, which asks the guard. */
export const PROFILES = ["http", "rest", "alb", "none"] as const;
export type Profile = (typeof PROFILES)[number];

/** A private load balancer or service, which an HTTP API reaches through a VPC link. */
export interface VpcLink {
  /** The VPC link of HTTP APIs. */
  readonly id: string;
  /** The listener of a load balancer; exactly one of the two. */
  readonly listenerArn?: string;
  /** The service of Cloud Map. */
  readonly serviceArn?: string;
  /** The name that the backend's certificate must have; without it the way is `http:`. */
  readonly tlsServerName?: string;
}

/** Where a backend is: exactly one of the four. */
export interface Backend {
  /** A base, to which the path of the route is appended. */
  readonly url?: string;
  readonly functionArn?: string;
  readonly targetGroupArn?: string;
  readonly vpcLink?: VpcLink;
}

export const BACKEND_KINDS = ["url", "functionArn", "targetGroupArn", "vpcLink"] as const;
export type BackendKind = (typeof BACKEND_KINDS)[number];

/**
 * Kind → the profiles that lead there. An Application Load Balancer has no targets but those of its target groups; an API of
 * API Gateway reaches no target group but through a VPC link, which this program declares for HTTP APIs alone.
 */
const TAKEN_BY: Readonly<Record<BackendKind, readonly Profile[]>> = {
  url: ["http", "rest"],
  functionArn: ["http", "rest", "alb"],
  targetGroupArn: ["alb"],
  vpcLink: ["http"],
};

const WHAT: Readonly<Record<BackendKind, string>> = {
  url: "an address",
  functionArn: "a function",
  targetGroupArn: "a target group",
  vpcLink: "a VPC link",
};

/** The kind of a backend that has exactly one. */
export function backendKind(backend: Backend): BackendKind | undefined {
  const given = BACKEND_KINDS.filter((kind) => backend[kind] !== undefined);
  return given.length === 1 ? given[0] : undefined;
}

/** Why an API of a profile cannot lead to a backend, with the profile that can; undefined where it can. */
export function backendProblem(backend: Backend, profile: Profile): string | undefined {
  const kind = backendKind(backend);
  if (kind === undefined) return `must have exactly one of ${BACKEND_KINDS.map((one) => `\`${one}\``).join(", ")}`;
  const profiles = TAKEN_BY[kind];
  if (profiles.includes(profile)) return undefined;
  const instead = profiles.map((one) => `\`${one}\``).join(" or ");
  return `is ${WHAT[kind]}, to which an API with the profile \`${profile}\` does not lead; use the profile ${instead}, or another kind of backend`;
}

/** What of a backend's ARNs is not in the place of the stack. `field` as a path below the backend. */
export function backendPlaceProblems(backend: Backend, place: Place): { field: string; message: string }[] {
  const { functionArn, targetGroupArn, vpcLink } = backend;
  const arns = {
    functionArn,
    targetGroupArn,
    "vpcLink.listenerArn": vpcLink?.listenerArn,
    "vpcLink.serviceArn": vpcLink?.serviceArn,
  };
  return Object.entries(arns).flatMap(([field, arn]) => {
    const message = arn === undefined ? undefined : ownRegionProblem(arn, place);
    return message === undefined ? [] : [{ field, message }];
  });
}
