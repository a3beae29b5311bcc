/** ARNs of what exists already in AWS: their forms, and whether they are in the region, the partition and the account of a stack. */

const ACCOUNT = String.raw`\d{12}`;
const REGIONAL = (service: string, rest: string) =>
  new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:${ACCOUNT}:${rest}$`);

/** Forms, each with the sentence that says what is allowed. Source: the services' API references. */
export const ARNS = {
  function: {
    pattern: REGIONAL("lambda", String.raw`function:[\w-]{1,64}(:[\w$-]{1,128})?`),
    allowed:
      "must be the ARN of a function, or of one of its aliases, such as `arn:aws:lambda:eu-central-1:111122223333:function:orders:live`",
  },
  targetGroup: {
    pattern: REGIONAL("elasticloadbalancing", String.raw`targetgroup\/[\w-]+\/[0-9a-z]+`),
    allowed: "must be the ARN of a target group",
  },
  listener: {
    pattern: REGIONAL("elasticloadbalancing", String.raw`listener\/(app|net)\/[\w-]+\/[0-9a-z]+\/[0-9a-z]+`),
    allowed: "must be the ARN of a listener of an Application or Network Load Balancer",
  },
  service: {
    pattern: REGIONAL("servicediscovery", String.raw`service\/srv-[a-z0-9]+`),
    allowed:
      "must be the ARN of a Cloud Map service, such as `arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-1234abcd`",
  },
} as const;

/** Where a stack is. */
export interface Place {
  readonly region?: string;
  /** The accounts that the stack may be applied to; undefined: not said. */
  readonly accounts?: readonly string[];
}

/** What is wrong with the place of a regional ARN: an API leads to nothing in another region, partition or account. */
export function ownRegionProblem(arn: string, { region, accounts }: Place): string | undefined {
  const [, partition = "", , own = "", account = ""] = arn.split(":");
  if (partitionOf(own) !== partition) {
    return `has the partition \`${partition}\`, and the region \`${own}\` is in \`${partitionOf(own)}\``;
  }
  if (region !== undefined && own !== region) {
    return `is in \`${own}\`, and the stack is in \`${region}\`: an API leads to what is in its own region`;
  }
  if (accounts !== undefined && accounts.length > 0 && !accounts.includes(account)) {
    return `is in the account \`${account}\`, which is none of \`aws:allowedAccountIds\`: what calls it is let in by its own account alone`;
  }
  return undefined;
}

/** The partition of a region. Source: AWS General Reference, ARNs. */
export function partitionOf(region: string): string {
  const own: readonly [RegExp, string][] = [
    [/^cn-/, "aws-cn"],
    [/^us-gov-/, "aws-us-gov"],
    [/^us-iso-/, "aws-iso"],
    [/^us-isob-/, "aws-iso-b"],
    [/^us-isof-/, "aws-iso-f"],
    [/^eu-isoe-/, "aws-iso-e"],
    [/^eusc-/, "aws-eusc"],
  ];
  return own.find(([pattern]) => pattern.test(region))?.[1] ?? "aws";
}

/** The address by which API Gateway calls a function. Source: API Gateway API reference, Integration `uri`. */
export function invokeArnOf(functionArn: string): string {
  const [, partition, , region] = functionArn.split(":");
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
