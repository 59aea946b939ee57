{{/* Base name of all objects. */}}
{{- define "hg612.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "hg612.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels that select the pods of this release. */}}
{{- define "hg612.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "hg612.labels" -}}
{{ include "hg612.selectorLabels" . }}
helm.sh/chart: {{ include "hg612.chart" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: hg612
{{- with .Values.additionalLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Labels of objects that the Prometheus operator selects. Call with (dict "root" $ "labels" extra). */}}
{{- define "hg612.operatorLabels" -}}
{{ include "hg612.labels" .root }}
{{- with .root.Values.releaseLabel }}
release: {{ . }}
{{- end }}
{{- with .labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "hg612.image" -}}
{{- $image := .image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ default .root.Chart.AppVersion $image.tag }}
{{- end -}}
{{- end -}}

{{- define "hg612.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "hg612.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{/* Every monitored modem as a JSON list; the simulated modem is one of them where it is enabled. */}}
{{- define "hg612.modems" -}}
{{- $modems := .Values.modems -}}
{{- if .Values.mockModem.enabled -}}
{{- $mock := printf "%s-mock-modem" (include "hg612.fullname" .) -}}
{{- $modems = append $modems (dict
      "name" "mock" "lineName" "Simulated line"
      "url" (printf "http://%s:8080" $mock) "telnet" (printf "%s:2323" $mock)) -}}
{{- end -}}
{{- if and (not $modems) (not .Values.fleet.enabled) -}}
{{- fail "no modem to monitor: set `modems` (name and url of each) or fleet.enabled=true with fleet.inventory, or mockModem.enabled=true to try the chart without one" -}}
{{- end -}}
{{- $names := list -}}
{{- range $modems -}}
{{- if has .name $names -}}{{- fail (printf "modems: the name %q is used twice" .name) -}}{{- end -}}
{{- if and .password .existingSecret -}}{{- fail (printf "modems: %s has both password and existingSecret; set one" .name) -}}{{- end -}}
{{- if and $.Values.serviceMonitor.spectrum.enabled (not .telnet) -}}{{- fail (printf "modems: %s has no telnet, which serviceMonitor.spectrum needs" .name) -}}{{- end -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- toJson $modems -}}
{{- end -}}

{{/* Name of the Secret with a modem's telnet password; empty where the firmware's default is used. */}}
{{- define "hg612.secretName" -}}
{{- if .modem.existingSecret -}}
{{ .modem.existingSecret }}
{{- else if .modem.password -}}
{{ include "hg612.fullname" .root }}-{{ .modem.name }}
{{- end -}}
{{- end -}}

{{/*
Relabelings of a target. A line keeps its identity over restarts of the pod: baselines of 7 days span them.
*/}}
{{- define "hg612.relabelings" -}}
- action: replace
  targetLabel: job
  replacement: {{ .job }}
- action: replace
  sourceLabels: [__meta_kubernetes_service_annotation_hg612_line_name]
  targetLabel: instance
- action: labelmap
  regex: __meta_kubernetes_service_label_hg612_target_(.+)
- action: labeldrop
  regex: pod|container|endpoint|service
{{- with .root.Values.serviceMonitor.relabelings }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Name of the objects of the fleet. */}}
{{- define "hg612.fleetName" -}}
{{ include "hg612.fullname" . }}-fleet
{{- end -}}

{{/* Name of the Secret with the password of one of fleet.auths. Call with (dict "root" $ "name" name "auth" auth). */}}
{{- define "hg612.authSecretName" -}}
{{- default (printf "%s-auth-%s" (include "hg612.fleetName" .root) (.name | lower | replace "_" "-" | replace "." "-")) .auth.existingSecret -}}
{{- end -}}

{{/* The exporter's configuration file. */}}
{{- define "hg612.fleetConfig" -}}
{{- $auths := dict -}}
{{- range $name, $auth := .Values.fleet.auths -}}
{{- if and $auth.password $auth.existingSecret -}}{{- fail (printf "fleet.auths: %s has both password and existingSecret; set one" $name) -}}{{- end -}}
{{- if not (or $auth.password $auth.existingSecret) -}}{{- fail (printf "fleet.auths: %s has neither password nor existingSecret" $name) -}}{{- end -}}
{{- $_ := set $auths $name (dict "username" $auth.username "password_file" (printf "/run/secrets/auths/%s" $name)) -}}
{{- end -}}
{{- $config := dict "inventory" .Values.fleet.inventory -}}
{{- with .Values.fleet.modules }}{{- $_ := set $config "modules" . -}}{{- end -}}
{{- with $auths }}{{- $_ := set $config "auths" . -}}{{- end -}}
{{- with .Values.fleet.targets }}{{- $_ := set $config "targets" . -}}{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Probes of an exporter. The modem's state does not matter: an unreachable modem must not restart the exporter. */}}
{{- define "hg612.probes" -}}
livenessProbe:
  {{- if .Values.webConfig.existingSecret }}
  # It has neither the certificate nor the login that the exporter may require. An answer is enough.
  exec: { command: [http-probe, '9612', /-/healthy] }
  {{- else }}
  httpGet: { path: /-/healthy, port: metrics }
  {{- end }}
  initialDelaySeconds: 5
  periodSeconds: 30
  timeoutSeconds: 5
readinessProbe:
  {{- if .Values.webConfig.existingSecret }}
  exec: { command: [http-probe, '9612', /-/ready] }
  {{- else }}
  httpGet: { path: /-/ready, port: metrics }
  {{- end }}
  periodSeconds: 10
  timeoutSeconds: 5
{{- end -}}

{{/* How Prometheus reads an exporter with a web configuration file. Call with (dict "root" $); ScrapeConfig writes the scheme in capitals: (dict "root" $ "capitals" true). */}}
{{- define "hg612.webClient" -}}
{{- with .root.Values.webConfig }}
{{- if .existingSecret }}
scheme: {{ ternary (upper .scheme) .scheme (default false $.capitals) }}
{{- with .tlsConfig }}
tlsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .basicAuth }}
basicAuth:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
