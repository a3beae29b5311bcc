/** The metadata of an API (RFC 9728), to be put where its domain is served. */
import { protectedResourceMetadata } from "../../model/routes";
import { json, UsageError } from "../io";
import type { Exported } from "./requirementsOpenApi";

/** @throws UsageError without the issuer or the API's address, and where that is none */
export function requirementsMetadata({ requirements, issuer, resource }: Exported): string {
  if (issuer === undefined || resource === undefined)
    throw new UsageError("`--format metadata` needs `--issuer URL` and `--resource URL`: the API's own address");
  try {
    return json(
      protectedResourceMetadata({ resource, issuer, requirements: Object.values(requirements.requirements) }),
    );
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
