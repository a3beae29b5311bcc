/** The files of an adopted server: what a product needs, and what the engine is to take over. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { projectName, productAt } from "../../components/stack/product";
import type { Adopted, Snapshot, TooWide, Unsaid } from "../../model/adopt";
import { json } from "../io";
import { importOf } from "./importFile";
import { reportMarkdown } from "./report";
import { flatConfig } from "../../local/stackConfig";
import { engineSdk } from "./engineSdk";
import { domainToConfirm, settingsOf, stackFile } from "./settings";
import type * as Recorder from "../../local/engine/recordProgram";

/** What is known by then. */
export interface FilesOptions {
  readonly stack: string;
  readonly out: string;
  readonly ownOrg?: boolean;
  readonly orgDomain?: string;
  readonly accessFile: string;
  readonly wide: readonly TooWide[];
  readonly unsaid: readonly Unsaid[];
}

const INDEX = `/** The stack: everything comes from access.ts. */
import { declareStack } from "okta-api-access";
import access from "./access";

export const { issuer, discoveryUrl, authorizeUrl, tokenUrl, jwksUrl, audience, apiUrls, clientIds, groupIds, accessMatrix } = declareStack({
  access,
});
`;

/** File name → text. The program around the access file is written where there is none. */
export async function writeFiles(
  snapshot: Snapshot,
  adopted: Adopted,
  options: FilesOptions,
): Promise<Record<string, string>> {
  const { out, stack } = options;
  const { ownOrg, orgDomain } = options;
  const settings = settingsOf(snapshot, adopted, {
    carryStack: ownOrg !== true,
    ...(orgDomain === undefined ? {} : { orgDomain }),
  });
  const { product } = adopted.access;
  const project = existsSync(join(out, "access.ts")) ? (projectName(productAt(out)) ?? product) : product;
  const { runProgram, declareStack } = engineSdk();
  const groupIds = new Map(snapshot.groups.map(({ id, name }) => [name, id]));
  const { recording } = await runProgram(() => declareStack({ access: adopted.file }), {
    project,
    stack,
    config: flatConfig(settings),
    called: {
      "okta:index/getGroups:getGroups": ({ q }) => {
        const id = groupIds.get(String(q)) ?? `id-of-${String(q)}`;
        return { id: "groups", groups: [{ id, name: q, type: "OKTA_GROUP" }] };
      },
    },
  });
  const registrations = recording.resources;
  const imported = importOf(snapshot, adopted, registrations);
  const domain = orgDomain === undefined ? domainToConfirm(snapshot, settings) : undefined;
  const report = { snapshot, adopted, imported, stack, wide: options.wide, unsaid: options.unsaid, domain };
  const renamed = renamings(snapshot, adopted, registrations);
  return {
    "access.ts": options.accessFile,
    [`Pulumi.${stack}.yaml`]: stackFile(settings),
    "import.json": `${json(imported.file)}\n`,
    "adopted.md": reportMarkdown({ ...report, renamed }),
    ...(existsSync(join(out, "Pulumi.yaml")) ? {} : { "Pulumi.yaml": pulumiYaml(product) }),
    ...(existsSync(join(out, "index.ts")) ? {} : { "index.ts": INDEX }),
  };
}

function pulumiYaml(product: string): string {
  return stringify({
    name: product,
    description: "Okta authorization server, compiled from access.ts",
    runtime: "nodejs",
    main: "index.ts",
  });
}

function renamings(snapshot: Snapshot, { clientKeys }: Adopted, registrations: readonly Recorder.Registration[]) {
  const of = (type: string) => registrations.filter((one) => one.type === type);
  const [server] = of("okta:auth/server:Server");
  const apps = of("okta:app/oAuth:OAuth").flatMap(({ parent, inputs }) => {
    const app = snapshot.apps.find(({ clientId }) => clientKeys.get(clientId) === parent?.split("::").at(-1));
    return app === undefined ? [] : [{ from: app.label, to: String(inputs["label"]) }];
  });
  return [{ from: snapshot.server.name, to: String(server?.inputs["name"]) }, ...apps].filter(
    ({ from, to }) => from !== to,
  );
}
