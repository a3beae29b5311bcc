/** Where the routes of an access file lead: which gateways are made for them, and which backends they name. */
import type { Access } from "../file/access";

/** Keys of the APIs for which a gateway is made in AWS. */
export function gatewayKeys({ apis }: Pick<Access, "apis">): string[] {
  return [...apis.values()].filter(({ profile }) => profile !== "none").map(({ key }) => key);
}

/** Whether anything is made in AWS: without a gateway there is no function either. */
export function hasGateways(access: Pick<Access, "apis">): boolean {
  return gatewayKeys(access).length > 0;
}

/** Names of the backends to which routes lead, in the order of the file. */
export function backendsOf({ apis }: Pick<Access, "apis">): string[] {
  const named = [...apis.values()].flatMap(({ routes }) =>
    routes.flatMap(({ target }) => ("backend" in target ? target.backend : [])),
  );
  return [...new Set(named)];
}
