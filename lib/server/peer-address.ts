/** An address and a port, as CLIENT LIST shows them. */
export const endpointText = (address: string, port = 0) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** Whether a peer is on this machine; who comes by a Unix socket has no address. */
export const isLocal = (address: string | undefined) =>
  address === undefined || /^(?:::ffff:)?127\./.test(address) || address === '::1';
