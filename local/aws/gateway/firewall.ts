/** What a firewall of the local account turns away: by the addresses of its rules. It judges neither contents nor rates. */
import { all, where } from "../resources/store";
import type { World, Properties } from "../world";
import { inCidr } from "./rest/policy";

interface Statement {
  readonly ipSetReferenceStatement?: { readonly arn: string };
  readonly notStatement?: { readonly statement: Statement };
}

interface Rule {
  readonly priority: number;
  readonly action?: { readonly allow?: object; readonly block?: object; readonly count?: object };
  readonly statement: Statement;
}

/**
 * Whether the firewall before a resource turns an address away: the first rule in the order of priorities that blocks or
 * allows decides, and then the default action. Rules of rates and AWS's managed ones match nothing here.
 */
export function isFiltered(world: World, resourceArn: unknown, sourceIp: string): boolean {
  const [association] = where(world, "wafv2.WebAclAssociation", "resourceArn", resourceArn);
  const webAclArn = association?.properties["webAclArn"];
  const webAcl = all(world, "wafv2.WebAcl").find(({ outputs }) => outputs["arn"] === webAclArn);
  if (webAcl === undefined) return false;
  const { rules = [], defaultAction } = webAcl.properties as { rules?: readonly Rule[]; defaultAction: Properties };
  for (const { action, statement } of [...rules].sort((a, b) => a.priority - b.priority)) {
    const decides = action?.block !== undefined || action?.allow !== undefined;
    if (decides && matches(world, statement, sourceIp) === true) return action.block !== undefined;
  }
  return defaultAction["block"] !== undefined;
}

/** Undefined where it cannot be known here, and its opposite cannot either. */
function matches(world: World, statement: Statement, sourceIp: string): boolean | undefined {
  const { ipSetReferenceStatement, notStatement } = statement;
  if (notStatement !== undefined) {
    const inner = matches(world, notStatement.statement, sourceIp);
    return inner === undefined ? undefined : !inner;
  }
  if (ipSetReferenceStatement === undefined) return undefined;
  const set = all(world, "wafv2.IpSet").find(({ outputs }) => outputs["arn"] === ipSetReferenceStatement.arn);
  const addresses = (set?.properties["addresses"] ?? []) as readonly string[];
  return addresses.some((cidr) => inCidr(sourceIp, cidr));
}
