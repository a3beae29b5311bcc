/**
 * What each kind of gateway takes of the args that all share, and what it cannot do without; and how an API changes its
 * kind.
 */
import * as pulumi from "@pulumi/pulumi";
import type { DomainArgs, NetworkArgs, ProtectedApiArgs } from "./protectedApiArgs";

/** Of an HTTP API: nothing of it is in a network, and it signs nobody in. */
export type HttpApiArgs = Omit<
  ProtectedApiArgs,
  "network" | "targetGroups" | "signIn" | "binaryMediaTypes" | "cloudWatchRole"
>;

/** Of a REST API: its policy says from which addresses it can be reached; its firewall needs no secret. */
export type RestApiArgs = Omit<
  ProtectedApiArgs,
  "network" | "originSecret" | "metadataModule" | "targetGroups" | "signIn"
> & {
  /**
   * From where it can be reached.
   * @default - from everywhere
   * @example { allowedCidrs: ["203.0.113.0/24"] }
   */
  network?: Pick<NetworkArgs, "allowedCidrs">;
};

/** Of an Application Load Balancer: it takes HTTPS only, in two zones of a VPC, and has no CORS of its own. */
export type AlbApiArgs = Omit<
  ProtectedApiArgs,
  | "cors"
  | "domain"
  | "domainName"
  | "network"
  | "originSecret"
  | "metadataModule"
  | "binaryMediaTypes"
  | "cloudWatchRole"
> & {
  /**
   * The name at which it answers, with its certificate.
   * @example { name: "api.example.com", certificateArn: "arn:aws:acm:…" }
   */
  domain: Required<Pick<DomainArgs, "name" | "certificateArn">>;
  /**
   * Where it is, and from where it can be reached.
   * @example { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] }
   */
  network: NetworkArgs & Required<Pick<NetworkArgs, "vpcId" | "subnetIds">>;
};

/** Profile → type token of its component. */
export const PROFILE_TYPES = {
  http: "okta-api-access:index:ProtectedHttpApi",
  rest: "okta-api-access:index:ProtectedRestApi",
  alb: "okta-api-access:index:ProtectedAlbApi",
} as const;

/**
 * The options with the other profiles' types as former ones. Functions, roles, logs, alarms and firewalls have the same
 * names whatever the profile. Without this, after a change of profile, the engine would make each anew under a name that is
 * taken, or delete the new one by the name of the old.
 */
export function asAnyProfile(
  own: keyof typeof PROFILE_TYPES,
  opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.ComponentResourceOptions {
  const others = Object.entries(PROFILE_TYPES).filter(([profile]) => profile !== own);
  return pulumi.mergeOptions({ aliases: others.map(([, type]) => ({ type })) }, opts);
}
