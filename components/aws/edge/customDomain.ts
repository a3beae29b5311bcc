/** A domain name of one's own before an API of API Gateway: TLS 1.2 at least, and no way past it. */
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as pulumi from "@pulumi/pulumi";
import type { DomainArgs, ProtectedApiArgs } from "../shared/protectedApiArgs";

const TLS = "TLS_1_2";

/** What a name leads to. The stage is an output of the stage, so that it is there before. */
export interface DomainTarget {
  readonly apiId: pulumi.Input<string>;
  readonly stage: pulumi.Input<string>;
}

/** Where an API answers, and the name as an output of what makes it. */
export interface CreatedDomain {
  readonly url: string;
  readonly domainName: pulumi.Output<string>;
}

/**
 * Declares the name of an API, where it has one. The name is of the same type whatever the profile, so that an API keeps its
 * name when its profile changes. AWS takes a name once, for both kinds of APIs together. A name without a certificate is
 * there already.
 */
export function createDomain(
  name: string,
  { domain, domainName: existing, tags = {} }: ProtectedApiArgs,
  { apiId, stage }: DomainTarget,
  parent: pulumi.Resource,
): CreatedDomain | undefined {
  if (domain === undefined) return undefined;
  const { certificateArn, basePath } = domain;
  const made =
    certificateArn === undefined
      ? undefined
      : new apigatewayv2.DomainName(
          `${name}-domain`,
          {
            domainName: domain.name,
            domainNameConfiguration: { certificateArn, endpointType: "REGIONAL", securityPolicy: TLS },
            tags,
          },
          { parent },
        );
  const domainName = made?.domainName ?? existing ?? domain.name;
  new apigatewayv2.ApiMapping(
    `${name}-domain`,
    { apiId, domainName, stage, ...(basePath !== undefined && { apiMappingKey: basePath }) },
    // A name leads to one API at a time: the mapping to the former one has to go first.
    { parent, deleteBeforeReplace: true },
  );
  return { url: addressOf(domain), domainName: pulumi.output(domainName) };
}

/** The address of a domain name, without a slash at the end. */
export function addressOf({ name, basePath }: DomainArgs): string {
  return basePath === undefined ? `https://${name}` : `https://${name}/${basePath}`;
}
