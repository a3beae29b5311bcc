/**
 * CloudFront in front of an HTTP API: AWS's firewall cannot be put before such an API itself. What comes through it carries
 * a secret, and the Lambda authorizer turns away whatever does not.
 */
import * as cloudfront from "@pulumi/aws/cloudfront";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { ORIGIN_HEADER } from "../../../guard/contract";
import { uniqueName } from "../../naming";
import { addressOf } from "./customDomain";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";
import { createWebAcl } from "./webAcl";

/** AWS's own policies: cache nothing; pass everything on but the host, by which API Gateway finds its API. */
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

const METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];

/** Keeps the secret where the authorizer reads it, so that it stands in no environment. Undefined without a firewall. */
export function createOriginSecret(
  name: string,
  args: ProtectedApiArgs,
  parent: pulumi.Resource,
): secretsmanager.SecretVersion | undefined {
  if (args.firewall === undefined) return undefined;
  const secret = new secretsmanager.Secret(
    `${name}-origin-secret`,
    {
      name: uniqueName("secret", args.naming, name, "origin"),
      description: `What CloudFront shows the ${name} API`,
      // Its value is the stack's own setting: there is nothing to recover. And AWS keeps the name of a secret for as long as it
      // can be recovered: within that time a firewall could not come back.
      recoveryWindowInDays: 0,
      tags: args.tags ?? {},
    },
    { parent },
  );
  const secretString = pulumi.secret(args.originSecret!);
  return new secretsmanager.SecretVersion(`${name}-origin-secret`, { secretId: secret.id, secretString }, { parent });
}

/** Declares CloudFront with the firewall, where the API has one. @returns the address before it. */
export function createEdge(
  name: string,
  args: ProtectedApiArgs,
  apiEndpoint: pulumi.Output<string>,
  parent: pulumi.Resource,
): string | undefined {
  const { firewall, domain, originSecret } = args;
  if (firewall === undefined || domain === undefined) return undefined;
  const webAcl = createWebAcl(name, args, firewall, { scope: "CLOUDFRONT", parent });
  new cloudfront.Distribution(
    `${name}-edge`,
    {
      enabled: true,
      comment: uniqueName("httpApi", args.naming, name),
      aliases: [domain.name],
      httpVersion: "http2and3",
      origins: [originOf(name, apiEndpoint, originSecret!)],
      defaultCacheBehavior: {
        targetOriginId: name,
        viewerProtocolPolicy: "https-only",
        allowedMethods: METHODS,
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: CACHING_DISABLED,
        originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
        compress: true,
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: domain.certificateArn,
        minimumProtocolVersion: "TLSv1.2_2021",
        sslSupportMethod: "sni-only",
      },
      webAclId: webAcl.arn,
      tags: args.tags ?? {},
    },
    { parent },
  );
  return addressOf(domain);
}

/** Of two values the authorizer takes either, and CloudFront shows the first. */
function firstValue(originSecret: string): string {
  return originSecret.split(" ")[0]!;
}

/** A header that a caller sends under the same name is replaced: CloudFront lets its own one win. */
function originOf(name: string, apiEndpoint: pulumi.Output<string>, originSecret: pulumi.Input<string>) {
  return {
    originId: name,
    domainName: apiEndpoint.apply((endpoint) => new URL(endpoint).host),
    customHeaders: [{ name: ORIGIN_HEADER, value: pulumi.secret(originSecret).apply(firstValue) }],
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: ["TLSv1.2"],
    },
  };
}
