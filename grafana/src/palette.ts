/**
 * Colours, by what they mean. Names are Grafana's own, so that they fit its dark and its light theme.
 * Blue and orange stay apart for colour-blind readers; green, yellow and red are kept for good and bad.
 */
export const palette = {
  downstream: 'blue',
  downstreamSoft: 'super-light-blue',
  upstream: 'orange',
  upstreamSoft: 'super-light-orange',
  good: 'green',
  busy: 'yellow',
  warning: 'yellow',
  bad: 'red',
  worst: 'dark-red',
  off: 'semi-dark-blue',
  unclear: 'purple',
  plain: 'text',
} as const;
