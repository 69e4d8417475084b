// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/metric.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace interleave::widgets {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("Metric", text); }

QString samples(const Sampling &sampling)
{
    return tr(QT_TRANSLATE_NOOP("Metric", "%1 ms samples")).arg(QLocale().toString(std::round(sampling.periodMs), 'f', 0));
}

QString meaning(Metric metric, const Sampling &sampling)
{
    switch (metric) {
    case Metric::Cpu: return tr(QT_TRANSLATE_NOOP("Metric", "100 % = one core"));
    case Metric::Memory: return tr(QT_TRANSLATE_NOOP("Metric", "resident"));
    case Metric::Throughput: return tr(QT_TRANSLATE_NOOP("Metric", "in 1/%1 of the run")).arg(sampling.throughputWindows);
    case Metric::Latency: return tr(QT_TRANSLATE_NOOP("Metric", "log scale"));
    case Metric::InFlight: return tr(QT_TRANSLATE_NOOP("Metric", "dotted: queued"));
    }
    return {};
}

QString source(Metric metric, const Sampling &sampling)
{
    switch (metric) {
    case Metric::Cpu:
    case Metric::Memory: return samples(sampling);
    case Metric::Throughput: return tr(QT_TRANSLATE_NOOP("Metric", "every completion"));
    case Metric::Latency:
        return sampling.latencyBinned ? tr(QT_TRANSLATE_NOOP("Metric", "p50 and p95")) : tr(QT_TRANSLATE_NOOP("Metric", "a point per task"));
    case Metric::InFlight:
        return sampling.countsStretched ? tr(QT_TRANSLATE_NOOP("Metric", "events, log scale")) : tr(QT_TRANSLATE_NOOP("Metric", "from events"));
    }
    return {};
}

} // namespace

QString metricTitle(Metric metric)
{
    switch (metric) {
    case Metric::Cpu: return tr(QT_TRANSLATE_NOOP("Metric", "CPU %"));
    case Metric::Memory: return tr(QT_TRANSLATE_NOOP("Metric", "Memory MiB"));
    case Metric::Throughput: return tr(QT_TRANSLATE_NOOP("Metric", "Throughput tasks/s"));
    case Metric::Latency: return tr(QT_TRANSLATE_NOOP("Metric", "Latency ms"));
    case Metric::InFlight: return tr(QT_TRANSLATE_NOOP("Metric", "Tasks in flight"));
    }
    return {};
}

QString metricNote(Metric metric, const Sampling &sampling)
{
    return meaning(metric, sampling) + u'\n' + source(metric, sampling);
}

QString metricAxis(Metric metric, const Sampling &sampling)
{
    return QStringLiteral("%1 (%2, %3)").arg(metricTitle(metric), source(metric, sampling), meaning(metric, sampling));
}

QString metricKey(Metric metric)
{
    switch (metric) {
    case Metric::Cpu: return QStringLiteral("cpu");
    case Metric::Memory: return QStringLiteral("memory");
    case Metric::Throughput: return QStringLiteral("throughput");
    case Metric::Latency: return QStringLiteral("latency");
    case Metric::InFlight: return QStringLiteral("in-flight");
    }
    return {};
}

} // namespace interleave::widgets
