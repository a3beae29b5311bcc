/** The local cloud: an Okta org and an AWS account on 127.0.0.1, empty but for what a directory would bring. */
import { withOrgNames } from "../components/naming";
import type { Access, Person } from "../model/file";
import { startLocalAws, type LocalAws } from "./aws/start";
import { startLocalOkta, type LocalOkta } from "./okta/start";
import { STACK } from "./stackConfig";

export interface CloudOptions {
  /** 0: any free port. */
  readonly oktaPort: number;
  readonly awsPort: number;
  /** Who is in the org. */
  readonly people: readonly Person[];
  /** The org's API token. @default a new one at each start */
  readonly apiToken?: string;
}

export interface LocalCloud {
  readonly okta: LocalOkta;
  readonly aws: LocalAws;
  close(): Promise<void>;
}

/**
 * Starts both servers. The groups that the access file expects to exist already are in the org from the start, as if a
 * directory had brought them.
 *
 * @throws an error that names the port and the option, if a port is in use.
 */
export async function startCloud(access: Access, options: CloudOptions): Promise<LocalCloud> {
  const groups = [
    ...withOrgNames(access, { product: access.product, stack: STACK, carryStack: false }).groups.values(),
  ];
  const names = new Map(groups.map(({ key, name }) => [key, name]));
  const okta = await startLocalOkta({
    port: options.oktaPort,
    personas: options.people.map((person) => ({ ...person, groups: person.groups.map((key) => names.get(key)!) })),
    directoryGroups: groups.filter(({ managed }) => !managed).map(({ name }) => name),
    apiToken: options.apiToken,
  });
  try {
    const aws = await startLocalAws({ port: options.awsPort });
    return {
      okta,
      aws,
      close: async () => {
        await Promise.all([okta.close(), aws.close()]);
      },
    };
  } catch (error) {
    await okta.close();
    throw error;
  }
}
