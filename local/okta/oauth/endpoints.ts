/** All rows of the OAuth and OpenID Connect endpoints. */
import { authorizeEndpoints } from "./authorize/authorize";
import { signInEndpoints } from "./authorize/signInEndpoints";
import { discoveryEndpoints } from "./discovery";
import type { OAuthEndpoint } from "./oauthEndpoint";
import { tokenEndpoints } from "./token/token";
import { userinfoEndpoints } from "./userinfo";

export const oauthEndpoints: readonly OAuthEndpoint[] = [
  ...discoveryEndpoints,
  ...authorizeEndpoints,
  ...signInEndpoints,
  ...tokenEndpoints,
  ...userinfoEndpoints,
];
