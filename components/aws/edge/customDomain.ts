/** A domain name of one's own before an API of API Gateway: TLS 1.2 at least, and no way past it. */
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import type * as pulumi from "@pulumi/pulumi";
import type { DomainArgs, ProtectedApiArgs } from "../shared/protectedApiArgs";

const TLS = "TLS_1_2";

/** What a name leads to. The stage is an output of the stage, so that it is there before. */
export interface DomainTarget {
  readonly apiId: pulumi.Input<string>;
  readonly stage: pulumi.Input<string>;
}

/**
 * Declares the name of an API, where it has one: of the same type whatever the profile, so that an API keeps its name when it
 * changes from one to the other. AWS takes a name once, for both kinds together. @returns its address.
 */
export function createDomain(
  name: string,
  { domain, tags = {} }: ProtectedApiArgs,
  { apiId, stage }: DomainTarget,
  parent: pulumi.Resource,
): string | undefined {
  if (domain === undefined) return undefined;
  const domainNameConfiguration = {
    certificateArn: domain.certificateArn,
    endpointType: "REGIONAL",
    securityPolicy: TLS,
  };
  const domainName = new apigatewayv2.DomainName(
    `${name}-domain`,
    { domainName: domain.name, domainNameConfiguration, tags },
    { parent },
  );
  new apigatewayv2.ApiMapping(
    `${name}-domain`,
    { apiId, domainName: domainName.domainName, stage },
    // A name leads to one API at a time: the mapping to the former one has to go first.
    { parent, deleteBeforeReplace: true },
  );
  return addressOf(domain);
}

/** The address of a domain name, without a slash at the end. */
export function addressOf({ name }: DomainArgs): string {
  return `https://${name}`;
}
