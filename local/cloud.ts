/** The local cloud: an Okta org and an AWS account on 127.0.0.1, empty but for what a directory would bring. */
import type { Access } from "../model/file";
import { startLocalAws, type LocalAws } from "./aws/start";
import { personas } from "./okta/personas";
import { startLocalOkta, type LocalOkta } from "./okta/start";

export interface CloudOptions {
  /** 0: any free port. */
  readonly oktaPort: number;
  readonly awsPort: number;
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
  const directoryGroups = [...access.groups.values()].filter(({ managed }) => !managed).map(({ name }) => name);
  const okta = await startLocalOkta({ port: options.oktaPort, personas, directoryGroups, apiToken: options.apiToken });
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
