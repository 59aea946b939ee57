/** Metrics of configuration files that are loaded again while the exporter runs. They are gauges without labels. */
export const reloadMetrics = {
  configSuccessful: {
    name: 'hg612_exporter_config_last_reload_successful',
    help: 'Whether the last load of the configuration file succeeded (1) or failed (0).',
    option: '--config.file',
  },
  configSuccessTime: {
    name: 'hg612_exporter_config_last_reload_success_timestamp_seconds',
    help: 'Time of the last successful load of the configuration file.',
    option: '--config.file',
  },
  webConfigSuccessful: {
    name: 'hg612_exporter_web_config_last_reload_successful',
    help: 'Whether the last read of the web configuration file succeeded. 0: the previous one is in effect.',
    option: '--web.config.file',
  },
} as const;
