/** CloudFront in front of an HTTP API: AWS's firewall cannot be put before such an API itself. */

/** The request header by which CloudFront proves to the API that a request came through it. */
export const ORIGIN_HEADER = "x-origin-verify";
