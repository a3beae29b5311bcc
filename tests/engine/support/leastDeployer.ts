/** Deploys with the rights that `access preflight --needs` prints, and tells which of them nothing has asked for. */
import assert from "node:assert/strict";
import type { IamPolicy, Statement } from "../../../cli/preflight/iamPolicy";
import { asksOf } from "../../../local/aws/deployer/asks";
import { deployWith, isAllowed } from "../../../local/aws/deployer/deployer";
import { AWS_TYPES } from "../../../local/aws/types";
import type { Ask } from "../../../local/aws/world";
import type { Stand } from "../../../local/engine/stand";
import { runCli } from "../../unit/cli/runCli";

/**
 * In the policy, and asked for by nothing here: AWS's reference leaves open whether it asks, so that the policy has them all
 * the same. Action → why.
 */
export const SPARE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["AccountAttributes", "InternetGateways", "SecurityGroups", "Subnets", "Vpcs"].map((what) => [
      `ec2:Describe${what}`,
      "Elastic Load Balancing looks at the network for whoever makes a load balancer",
    ]),
  ),
  "ec2:DescribeSecurityGroupRules": "versions of the provider differ in how they read a group's rules",
  "elasticloadbalancing:ModifyListenerAttributes":
    "attributes of a listener, which versions of the provider set or not",
  "lambda:GetFunctionConfiguration": "versions of the provider differ in how they wait for a function",
  "lambda:ListTags": "the same for a function's tags",
  "cloudfront:GetDistributionConfig": "the same for a distribution",
};

export class LeastDeployer {
  readonly #statements = new Map<string, Statement>();
  readonly #asked: Ask[] = [];

  constructor(private readonly stand: () => Stand) {}

  /** The rights for the program as it is now, beside those for what it was: something of that may have to go. */
  async grant(keeps: (action: string) => boolean = () => true): Promise<void> {
    const stand = this.stand();
    const args = ["preflight", "--product", stand.fileAt("."), "--stack", "local", "--needs", "--json"];
    const { out, err } = await runCli(...args);
    assert.equal(err, "");
    const { Statement: all } = (JSON.parse(out) as { aws: { policy: IamPolicy } }).aws.policy;
    for (const one of all) this.#statements.set(JSON.stringify(one), one);
    const kept = [...this.#statements.values()].map((one) => ({ ...one, Action: one.Action.filter(keeps) }));
    this.#collect();
    deployWith(stand.cloud.aws.world, [policyOf(kept)]);
  }

  /** Every action without which all would have gone well. */
  needless(): string[] {
    this.#collect();
    const all = [...this.#statements.values()];
    const updates = new Set(AWS_TYPES.flatMap(({ token, inputs }) => actionsOfUpdate(token, Object.keys(inputs))));
    const actions = [...new Set(all.flatMap(({ Action }) => Action))];
    return actions.filter((action) => {
      // Some stand in two statements: for the program as it was, and as it is.
      const rest = policyOf(all.map((one) => ({ ...one, Action: one.Action.filter((other) => other !== action) })));
      const isNeeded = this.#asked.some((ask) => ask.action === action && !isAllowed([rest], ask));
      return !isNeeded && !updates.has(action) && SPARE[action] === undefined;
    });
  }

  #collect(): void {
    this.#asked.push(...(this.stand().cloud.aws.world.deployer?.asked.splice(0) ?? []));
  }
}

const policyOf = (Statement: readonly Statement[]) => JSON.stringify({ Version: "2012-10-17", Statement });

/** Of changes of every property: one stack makes but a few of them. */
function actionsOfUpdate(token: string, inputs: readonly string[]): string[] {
  const given = { accessLogSettings: {} };
  const subject = { region: "eu-central-1", id: "id", given, changed: new Set(inputs) };
  return (asksOf(token, "update", subject) ?? []).map(({ action }) => action);
}
