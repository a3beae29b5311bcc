/** A load balancer that takes HTTPS alone, and from the given addresses alone. */
import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import type { NetworkArgs, ProtectedApiArgs } from "../shared/protectedApiArgs";

const EVERYWHERE = ["0.0.0.0/0"];

/** Addresses inside networks, where containers are (RFC 1918). */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** TLS 1.2 and 1.3. Source: Elastic Load Balancing, "Security policies for your Application Load Balancer". */
const SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** What a request gets that no rule names. */
const NOT_FOUND = {
  type: "fixed-response",
  fixedResponse: { contentType: "application/json", messageBody: '{"message":"Not Found"}', statusCode: "404" },
};

/** Declares the load balancer in its security group. */
export function createLoadBalancer(
  name: string,
  args: ProtectedApiArgs,
  network: NetworkArgs,
  parent: pulumi.Resource,
): lb.LoadBalancer {
  const group = createSecurityGroup(name, args, network, parent);
  const { internal = false, subnetIds, accessLogsBucket } = network;
  return new lb.LoadBalancer(
    `${name}-load-balancer`,
    {
      name: uniqueName("loadBalancer", args.naming, name),
      loadBalancerType: "application",
      internal,
      securityGroups: [group.id],
      subnets: subnetIds!,
      // What two parties could read differently is refused rather than mended.
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
      // Without the firewall nothing gets through.
      enableWafFailOpen: false,
      ...(accessLogsBucket !== undefined && { accessLogs: { bucket: accessLogsBucket, enabled: true, prefix: name } }),
      tags: args.tags ?? {},
    },
    // A load balancer cannot leave its VPC, and its group cannot go while it is in it: with another group it is made anew.
    { parent, replaceOnChanges: ["securityGroups"], deleteBeforeReplace: true },
  );
}

/** Declares the listener, which answers 404 to whatever no rule names. There is none for HTTP. */
export function createListener(
  name: string,
  args: ProtectedApiArgs,
  loadBalancer: lb.LoadBalancer,
  parent: pulumi.Resource,
): lb.Listener {
  return new lb.Listener(
    `${name}-listener`,
    {
      loadBalancerArn: loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: SSL_POLICY,
      certificateArn: args.domain!.certificateArn,
      defaultActions: [NOT_FOUND],
      tags: args.tags ?? {},
    },
    { parent },
  );
}

function createSecurityGroup(
  name: string,
  args: ProtectedApiArgs,
  { vpcId, allowedCidrs = EVERYWHERE }: NetworkArgs,
  parent: pulumi.Resource,
): ec2.SecurityGroup {
  const https = { protocol: "tcp", fromPort: 443, toPort: 443 };
  const containers = {
    protocol: "tcp",
    fromPort: 1,
    toPort: 65_535,
    cidrBlocks: PRIVATE,
    description: "the containers behind it",
  };
  const hasContainers = Object.keys(args.targetGroups ?? {}).length > 0;
  return new ec2.SecurityGroup(
    `${name}-security-group`,
    {
      name: uniqueName("securityGroup", args.naming, name),
      description: `The load balancer of the ${name} API`,
      vpcId: vpcId!,
      ingress: [{ ...https, cidrBlocks: allowedCidrs, description: "callers" }],
      egress: [
        { ...https, cidrBlocks: EVERYWHERE, description: "Okta: keys, and the sign-in of people" },
        ...(hasContainers ? [containers] : []),
      ],
      tags: args.tags ?? {},
    },
    { parent },
  );
}
