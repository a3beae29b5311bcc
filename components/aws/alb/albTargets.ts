/** What a load balancer passes requests on to: Lambda functions, and target groups of containers that exist already. */
import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import { allowInvoke } from "../shared/allowInvoke";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";

/** Target → the ARN of its target group, for each target that a route or a page leads to. */
export function createAlbTargets(
  name: string,
  args: ProtectedApiArgs,
  parent: pulumi.Resource,
): Map<string, pulumi.Input<string>> {
  const { routes, signIn = {}, handlers, targetGroups = {} } = args;
  const used = [...Object.values(routes).map(({ handler }) => handler!), ...Object.values(signIn).map((s) => s.target)];
  return new Map(
    [...new Set(used)].map((target) => [
      target,
      handlers[target] ? createFunctionTarget(name, args, target, parent) : targetGroups[target]!,
    ]),
  );
}

function createFunctionTarget(
  name: string,
  args: ProtectedApiArgs,
  target: string,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const { functionName, functionArn } = args.handlers[target]!;
  const group = new lb.TargetGroup(
    `${name}-${target}`,
    { name: uniqueName("targetGroup", args.naming, name, target), targetType: "lambda", tags: args.tags ?? {} },
    { parent },
  );
  const principal = "elasticloadbalancing.amazonaws.com";
  const permission = allowInvoke(`${name}-${target}`, functionName, { sourceArn: group.arn, principal }, parent);
  new lb.TargetGroupAttachment(
    `${name}-${target}`,
    { targetGroupArn: group.arn, targetId: functionArn! },
    // The load balancer tries at once whether it may call the function.
    { parent, dependsOn: [permission] },
  );
  return group.arn;
}
