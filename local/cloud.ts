/** The local cloud: an Okta org and an AWS account on 127.0.0.1, empty but for what a directory would bring. */
import { withOrgNames } from "../components/naming";
import type { Access, Person } from "../model/file";
import { startLocalAws, type LocalAws } from "./aws/start";
import { newLocalCertificate, trustLocally } from "./certificate";
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
  /** Both servers speak TLS, with a certificate that is made now; this process takes it. @default false */
  readonly https?: boolean;
  /** Where others reach the local Okta, if something in front of it ends TLS. */
  readonly publicUrl?: string;
}

export interface LocalCloud {
  readonly okta: LocalOkta;
  readonly aws: LocalAws;
  /** The certificate of the authority that vouches for both, in PEM; undefined where they speak plain HTTP. */
  readonly ca?: string;
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
  const https = options.https === true ? newLocalCertificate() : undefined;
  const okta = await startLocalOkta({
    https,
    publicUrl: options.publicUrl,
    port: options.oktaPort,
    personas: options.people.map((person) => ({ ...person, groups: person.groups.map((key) => names.get(key)!) })),
    directoryGroups: groups.filter(({ managed }) => !managed).map(({ name }) => name),
    apiToken: options.apiToken,
  });
  try {
    const oktaPort = Number(new URL(okta.localUrl).port);
    const aws = await startLocalAws({ port: options.awsPort, https: https && { ...https, otherPorts: [oktaPort] } });
    const distrust = https && trustLocally({ ca: https.ca, ports: [oktaPort, Number(new URL(aws.url).port)] });
    return {
      okta,
      aws,
      ca: https?.ca,
      close: async () => {
        distrust?.();
        await Promise.all([okta.close(), aws.close()]);
      },
    };
  } catch (error) {
    await okta.close();
    throw error;
  }
}
