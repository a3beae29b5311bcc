/** An Application Load Balancer each of whose routes asks for a token of the authorization server, or says why not. */
import * as pulumi from "@pulumi/pulumi";
import { createListener, createLoadBalancer } from "./albNetwork";
import { albProblem } from "./albProblem";
import { createAlbRules } from "./albRules";
import { createAlbTargets } from "./albTargets";
import { addressOf } from "../edge/customDomain";
import { monitorLoadBalancer } from "../shared/monitoring";
import { type AlbApiArgs, asAnyProfile, PROFILE_TYPES } from "../shared/profileArgs";

import { protectResource } from "../edge/webAcl";

/**
 * A load balancer in front of containers and Lambda functions. It checks tokens itself, and one scope; what needs more goes
 * to a function that checks it all. Pages for applications that know only headers get a sign-in. Whatever is not declared
 * is answered 404.
 *
 * @example
 * const api = new ProtectedAlbApi("orders", {
 *   naming, issuer: server.issuer, audience: server.audience, handlers: {}, targetGroups: { orders: service.targetGroupArn },
 *   routes: { "GET /orders": { scopes: ["orders:read"], handler: "orders" } },
 *   domain: { name: "orders.example.com", certificateArn }, network: { vpcId, subnetIds },
 *   throttle: { ratePerSecond: 50, burst: 100 }, logs: { retentionDays: 90 },
 * });
 * export const url = api.url;
 */
export class ProtectedAlbApi extends pulumi.ComponentResource {
  /** Where the API answers, without a slash at the end. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: AlbApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PROFILE_TYPES.alb, name, {}, asAnyProfile("alb", opts));

    const problem = albProblem(args);
    if (problem !== undefined) throw new pulumi.ResourceError(problem, this, true);

    const loadBalancer = createLoadBalancer(name, args, args.network, this);
    const listener = createListener(name, args, loadBalancer, this);
    const targets = createAlbTargets(name, args, this);
    createAlbRules(name, args, { listener, targets, parent: this });
    protectResource(name, args, loadBalancer.arn, this);
    monitorLoadBalancer(name, args, loadBalancer, this);

    this.url = pulumi.output(addressOf(args.domain));
    this.registerOutputs({ url: this.url });
  }
}
