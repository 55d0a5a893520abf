import { idle, integer, natural, only, type Option, yesOrNo } from './kinds';

const NO_TLS = 'there is no TLS: let a proxy speak it';

/** Who asks for TLS doesn't get less than that: the server does not start. */
const never = (value: string): Option => ({ initial: value, mutable: true, read: only(value, NO_TLS) });

export const tlsOptions = {
  'tls-port': { initial: '0', mutable: true, read: only('0', NO_TLS, integer(0n, 65535n)) },
  'tls-cluster': never('no'),
  'tls-replication': never('no'),
  'tls-auth-clients': idle('yes'),
  'tls-cert-file': never(''),
  'tls-key-file': never(''),
  'tls-key-file-pass': never(''),
  'tls-client-cert-file': never(''),
  'tls-client-key-file': never(''),
  'tls-client-key-file-pass': never(''),
  'tls-dh-params-file': never(''),
  'tls-ca-cert-file': never(''),
  'tls-ca-cert-dir': never(''),
  'tls-protocols': never(''),
  'tls-ciphers': never(''),
  'tls-ciphersuites': never(''),
  'tls-prefer-server-ciphers': idle('no', yesOrNo),
  'tls-session-caching': idle('yes', yesOrNo),
  'tls-session-cache-size': idle('20480', natural),
  'tls-session-cache-timeout': idle('300', natural),
} as const satisfies Record<string, Option>;
