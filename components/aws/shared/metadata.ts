/** How programs find out what an API asks for (RFC 9728), in what all kinds of gateways share: without Pulumi. */
import { metadataPlace, protectedResourceMetadata, resourceMetadataUrl, type Profile } from "../../../model/routes";
import type { ProtectedApiArgs } from "./protectedApiArgs";
import { requirementOf } from "./routeArgs";

type MetadataArgs = Pick<ProtectedApiArgs, "routes" | "domain" | "metadata">;

/** What its routes ask for. */
export const requirementsOf = ({ routes }: MetadataArgs) =>
  Object.values(routes).flatMap((route) => (route.public === undefined ? requirementOf(route) : []));

/** Whether the gateway of an API with these args answers with its metadata. */
export function answersMetadata(
  profile: Profile,
  args: MetadataArgs & Pick<ProtectedApiArgs, "metadataModule" | "signIn">,
): boolean {
  const { routes, domain, metadata, metadataModule, signIn = {} } = args;
  if (profile === "http" && metadataModule === undefined) return false;
  const routeKeys = Object.keys(routes);
  const pages = Object.keys(signIn).length;
  return metadataPlace({ profile, domain, metadata, routeKeys, pages, requirements: requirementsOf(args) }).answers;
}

/** Where it does, of an API with a domain; undefined where it does not. */
export function metadataUrl(
  profile: Profile,
  args: MetadataArgs & Pick<ProtectedApiArgs, "signIn">,
): string | undefined {
  const { domain } = args;
  return domain !== undefined && answersMetadata(profile, args)
    ? resourceMetadataUrl(`https://${domain.name}`)
    : undefined;
}

/** The document. `resource`: the API's own address, without a slash at the end. */
export function metadataText(args: MetadataArgs, resource: string, issuer: string): string {
  return JSON.stringify(protectedResourceMetadata({ resource, issuer, requirements: requirementsOf(args) }));
}
