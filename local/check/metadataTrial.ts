/** What programs find an API by (RFC 9728), as they look for it: from the API's address alone. */
import assert from "node:assert/strict";
import type { Access, Api } from "../../model/file";
import { discoverableApi, METADATA_KEY, metadataPlace, resourceMetadataUrl, scopesSupported } from "../../model/routes";

/** Whether an API of the local cloud answers with its metadata; the small proxy before one without a gateway does as well. */
export function hasMetadata(access: Access, api: Api): boolean {
  const asked = discoverableApi(access, api);
  if (api.profile === "none") return asked.requirements.length > 0 && !asked.routeKeys.includes(METADATA_KEY);
  return metadataPlace(asked).answers;
}

/** Fails where the document is not there, names another address or issuer, or other scopes than those of the routes. */
export async function expectMetadata(access: Access, api: Api, place: { url: string; issuer: string }): Promise<void> {
  const response = await fetch(resourceMetadataUrl(place.url), { signal: AbortSignal.timeout(15_000) });
  assert.equal(response.status, 200);
  const found = (await response.json()) as Record<string, unknown>;
  assert.deepEqual(
    { resource: found["resource"], servers: found["authorization_servers"], scopes: found["scopes_supported"] },
    {
      resource: place.url,
      servers: [place.issuer],
      scopes: scopesSupported(discoverableApi(access, api).requirements),
    },
  );
}
