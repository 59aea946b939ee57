/** Alertmanager's `http_config` for a bearer token and a custom certificate authority, if either is set. */
export function httpConfig(files: { tokenFile: string | undefined; caFile: string | undefined }): object {
  const authorization =
    files.tokenFile === undefined
      ? {}
      : { authorization: { type: 'Bearer', credentials_file: files.tokenFile } };
  const tls = files.caFile === undefined ? {} : { tls_config: { ca_file: files.caFile } };
  const config = { ...authorization, ...tls };
  return Object.keys(config).length === 0 ? {} : { http_config: config };
}
