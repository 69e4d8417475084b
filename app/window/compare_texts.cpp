// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_texts.h"

#include "widgets/common/format.h"
#include "widgets/results/result_texts.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

namespace interleave::window {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Compare", text); }

QString timeText(const std::string &startedAt)
{
    const QDateTime started = QDateTime::fromString(QString::fromStdString(startedAt), Qt::ISODate);
    return started.isValid() ? QLocale().toString(started, QLocale::ShortFormat) : tr(QT_TRANSLATE_NOOP("Compare", "an unknown time"));
}

QString orUnknown(const std::string &text, const char *unknown) { return text.empty() ? tr(unknown) : QString::fromStdString(text); }

} // namespace

QString sessionText(const record::ExperimentRecord &session)
{
    const record::Environment &e = session.environment;
    const QString text = session.imported ? tr(QT_TRANSLATE_NOOP("Compare", "From a file: %1, measured at %2 on %3, Interleave %4, runs: %5"))
                                          : tr(QT_TRANSLATE_NOOP("Compare", "Measured here: %1, at %2 on %3, Interleave %4, runs: %5"));
    // All at once: what a file says may hold a %1 itself.
    return text.arg(orUnknown(session.plan.name, QT_TRANSLATE_NOOP("Compare", "unnamed plan")), timeText(e.startedAt),
                    orUnknown(e.hostname, QT_TRANSLATE_NOOP("Compare", "an unknown host")), orUnknown(e.version, QT_TRANSLATE_NOOP("Compare", "of an unknown version")),
                    widgets::countText(static_cast<qint64>(session.runs.size())));
}

QString differenceName(const analysis::SessionDifference &difference)
{
    return QCoreApplication::translate("Analysis", difference.what.c_str()).replace(QStringLiteral("%1"), QString::fromStdString(difference.group));
}

QString workloadText(const analysis::SessionDifference &difference)
{
    const QString name = differenceName(difference);
    if (difference.a.empty() && difference.b.empty())
        return tr(QT_TRANSLATE_NOOP("Compare", "The sessions ran different workloads and cannot be compared: %1")).arg(name);
    return tr(QT_TRANSLATE_NOOP("Compare", "The sessions ran different workloads and cannot be compared: %1: %2 in A, %3 in B"))
        .arg(name, QString::fromStdString(difference.a), QString::fromStdString(difference.b));
}

QString footText(const analysis::SessionComparison &comparison)
{
    QStringList lines{tr(QT_TRANSLATE_NOOP("Compare", "Medians with their 95 % intervals. Cost B ÷ A: Hodges–Lehmann ratio with its exact interval. A verdict needs a "
                                                      "Mann–Whitney p, Holm-adjusted over all rows, below 0.05, and a ratio beyond 1 ± 2 %."))};
    for (const analysis::ComparedEntry &row : comparison.rows) {
        const QString label = QString::fromStdString(row.label);
        if (row.otherExecutor)
            lines << tr(QT_TRANSLATE_NOOP("Compare", "* %1: the same label, but another model or other parameters")).arg(label);
        if (row.a.failed > 0 || row.b.failed > 0)
            lines << tr(QT_TRANSLATE_NOOP("Compare", "%1: runs with failures: %2 in A, %3 in B"))
                         .arg(label, widgets::countText(static_cast<qint64>(row.a.failed)), widgets::countText(static_cast<qint64>(row.b.failed)));
    }
    return lines.join(u'\n');
}

} // namespace interleave::window
