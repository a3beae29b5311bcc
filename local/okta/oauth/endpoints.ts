/** All rows of the OAuth and OpenID Connect endpoints. */
import { authorizeEndpoints } from "./authorize/authorize";
import { signInEndpoints } from "./authorize/signInEndpoints";
import { backchannelEndpoints } from "./backchannel";
import { deviceEndpoints } from "./device";
import { discoveryEndpoints } from "./discovery";
import { introspectEndpoints } from "./introspect";
import { logoutEndpoints } from "./logout";
import type { OAuthEndpoint } from "./oauthEndpoint";
import { revokeEndpoints } from "./revoke";
import { tokenEndpoints } from "./token/token";
import { resetPasswordEndpoints } from "../pages/resetPassword";
import { welcomeEndpoints } from "../pages/welcome";
import { userinfoEndpoints } from "./userinfo";

export const oauthEndpoints: readonly OAuthEndpoint[] = [
  ...discoveryEndpoints,
  ...authorizeEndpoints,
  ...signInEndpoints,
  ...resetPasswordEndpoints,
  ...welcomeEndpoints,
  ...tokenEndpoints,
  ...userinfoEndpoints,
  ...introspectEndpoints,
  ...revokeEndpoints,
  ...logoutEndpoints,
  ...deviceEndpoints,
  ...backchannelEndpoints,
];
