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
{{- if not $modems -}}
{{- fail "no modem to monitor: set `modems` (name and url of each), or mockModem.enabled=true to try the chart without one" -}}
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
