// Lets one thread take the certificates of a local cloud's own authority: for the cloud's ports on this machine and for
// nothing else. What Node.js offers for it has to be said before a process starts, and the authority is made at the start.
const { syncBuiltinESMExports } = require("node:module");
const tls = require("node:tls");

const HOSTS = ["127.0.0.1", "localhost"];

// Port → the authority's certificate, in PEM.
const authorities = new Map();
const connect = tls.connect;

function authorityOf({ ca, secureContext, host, port }) {
  if (ca !== undefined || secureContext !== undefined || !HOSTS.includes(host)) return undefined;
  return authorities.get(Number(port));
}

// Every HTTP client of Node.js calls it with its options first.
function connectTrusting(options, ...rest) {
  const ca = Object(options) === options ? authorityOf(options) : undefined;
  return connect.call(tls, ca === undefined ? options : { ...options, ca }, ...rest);
}

function install(now) {
  tls.connect = now;
  syncBuiltinESMExports();
}

/** `{ ca, ports }`: the authority's certificate in PEM, and where it is to be taken. Gives what takes it back. */
exports.trustLocally = ({ ca, ports }) => {
  for (const port of ports) authorities.set(port, ca);
  install(connectTrusting);
  return () => {
    for (const port of ports) if (authorities.get(port) === ca) authorities.delete(port);
    if (authorities.size === 0) install(connect);
  };
};
