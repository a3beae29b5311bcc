/** What a gateway keeps from programs that want to find out by themselves what an API asks for (RFC 9728). */
import type { Access, Api } from "../file/access";
import { note, type Finding } from "../findings";
import { discoverableApi, metadataPlace, METADATA_PATH, scopesSupported } from "../routes";

/** One note at most for each API: it answers no metadata, or its refusals do not lead to it. */
export function metadataNotes(access: Access): Finding[] {
  return [...access.apis.values()].flatMap((api) => {
    const said = sentence(access, api);
    return said === undefined ? [] : [note("api-metadata", ["apis", api.key], said)];
  });
}

function sentence(access: Access, api: Api): string | undefined {
  const asked = discoverableApi(access, api);
  const { answers, because } = metadataPlace(asked);
  if (because !== undefined) {
    return `does not answer what it asks for (RFC 9728): ${because}; \`access requirements ${api.key} --format metadata\` prints the document, to be put where its name is served`;
  }
  if (!answers) return undefined;
  if (api.profile !== "rest") {
    return `says in no 401 of its gateway where its metadata is, and which scopes a route needs: a program finds them at \`${METADATA_PATH}\` alone, and asks for all of its scopes at once, which Okta gives to whoever is entitled to all; profile \`rest\` with a \`domain\` says where`;
  }
  return scopesSupported(asked.requirements).length < 2
    ? undefined
    : "says in its 401 for a request without a token where its metadata is, and not which scopes the route needs: a program asks for all of its scopes at once, which Okta gives to whoever is entitled to all";
}
