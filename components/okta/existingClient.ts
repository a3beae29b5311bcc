/** An application that exists already: it is left alone, and held against what the access file says of its client. */
import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { CLIENT_TYPES } from "../../model/okta";
import type { PlanClient } from "../../model/compile";
import { names } from "../../model/findings";
import { refused } from "./refused";

/** What the component reads. */
export interface ExistingClientArgs {
  /**
   * The application's client id.
   * @example "0oa1example2example3"
   */
  clientId: string;
  /**
   * `spa`, `web`, `native` or `service`: as the access file has it.
   * @example "spa"
   */
  type: string;
  /**
   * Okta's grant type strings, all of which the application must have.
   * @example ["authorization_code"]
   */
  grantTypes: string[];
}

/** Client ids that Okta gives are the application's id as well; one that somebody chose leads to no application. */
const GIVEN_BY_OKTA = /^0oa[A-Za-z0-9]{17}$/;

/**
 * An application that somebody else has made: nothing of it is declared. Its redirect URIs, its assignments and its sign-on
 * policy are its own.
 *
 * @example
 * const { clientId } = new ExistingClient("desk", { clientId: "0oa1example2example3", type: "spa", grantTypes: ["authorization_code"] });
 */
export class ExistingClient extends pulumi.ComponentResource {
  /** The client id, which is `cid` in access tokens. It is known once the application has been found to fit. */
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: ExistingClientArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:ExistingClient", name, {}, opts);

    this.clientId = GIVEN_BY_OKTA.test(args.clientId)
      ? pulumi.output(this.checked(name, args))
      : pulumi.output(args.clientId);
    this.registerOutputs({ clientId: this.clientId });
  }

  private async checked(name: string, args: ExistingClientArgs): Promise<string> {
    const { clientId: id } = args;
    const query = { id, activeOnly: false, skipGroups: true, skipUsers: true };
    const found = await okta.app.getOauth(query, { parent: this }).catch(() => undefined);
    const problem = found === undefined ? MISSING : misfit(args, found);
    if (problem !== undefined) throw refused(this, `\`clients.${name}\` names the application \`${id}\`, ${problem}`);
    return id;
  }
}

const MISSING =
  "which the org does not have, or which this stack may not read (`okta.apps.read`): correct `okta-api-access:clients`, or " +
  "take `clientId` out, and the stack makes the application";

/** Why an application is not what the access file says; undefined where it is. */
function misfit({ type, grantTypes }: ExistingClientArgs, found: okta.app.GetOauthResult): string | undefined {
  const expected = CLIENT_TYPES[type as PlanClient["type"]].oktaType;
  if (found.type !== expected)
    return `which is of Okta's type \`${found.type}\`; a client of type \`${type}\` is \`${expected}\``;
  if (found.status !== "ACTIVE") return "which is not active: activate it in Okta";
  const lacking = grantTypes.filter((grant) => !found.grantTypes.includes(grant));
  return lacking.length === 0
    ? undefined
    : `which lacks the grant ${names(lacking)}: allow it there, or leave it out of the access file`;
}
