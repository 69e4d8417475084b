// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/status_line.h"

#include "widgets/common/format.h"

#include <QCoreApplication>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QStatusBar>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace interleave::window {
namespace {

constexpr int kBarSteps = 1000;

} // namespace

QString progressText(const engine::Progress &progress, std::size_t entries)
{
    QStringList parts;
    parts << StatusLine::tr("%1/%2 %3", "number of the model, of how many, its label")
                 .arg(progress.entry.value + 1)
                 .arg(entries)
                 .arg(QString::fromStdString(progress.label));
    if (progress.warmup)
        parts << StatusLine::tr("warm-up");
    else
        parts << StatusLine::tr("round %1 of %2").arg(progress.round + 1).arg(progress.rounds);
    if (progress.secondsLeft)
        parts << StatusLine::tr("%1 s left").arg(QLocale().toString(std::ceil(*progress.secondsLeft), 'f', 0));
    return parts.join(StatusLine::tr(" – ", "between parts of the progress"));
}

double progressShare(const engine::Progress &progress)
{
    if (progress.runsTotal == 0)
        return 0;
    const double run = progress.tasksTotal > 0 ? static_cast<double>(progress.tasksDone) / static_cast<double>(progress.tasksTotal) : 0;
    return std::clamp((static_cast<double>(progress.runsDone) + run) / static_cast<double>(progress.runsTotal), 0.0, 1.0);
}

QString coresText(const metrics::AllowedCores &cores)
{
    const QLocale locale;
    if (cores.allowed < cores.online)
        return StatusLine::tr("Cores: %1 of %2").arg(locale.toString(cores.allowed, 'g', 3), locale.toString(cores.online));
    return StatusLine::tr("Cores: %1").arg(locale.toString(cores.online));
}

QString ownCostText(const record::Environment &environment)
{
    const QLocale locale;
    if (environment.recorderCostPercent)
        return StatusLine::tr("Own cost: %1 %").arg(locale.toString(*environment.recorderCostPercent, 'f', 1));
    if (environment.samplerCostPercent > 0)
        return StatusLine::tr("Sampling: %1 % of a core").arg(locale.toString(environment.samplerCostPercent, 'f', 1));
    return {};
}

QString ownCostTip(const record::Environment &environment)
{
    const QLocale locale;
    const auto percent = [&locale](double value) { return locale.toString(value, 'f', 2); };
    if (!environment.recorderCostPercent)
        return StatusLine::tr("What recording cost was not measured: it would have taken more than a tenth of the experiment's time");
    QString text = StatusLine::tr("Runs that were recorded and sampled took %1 % longer than without.").arg(percent(*environment.recorderCostPercent));
    if (environment.recorderCostLow && environment.recorderCostHigh)
        text += u' ' + StatusLine::tr("95 % interval: %1 … %2 %.").arg(percent(*environment.recorderCostLow), percent(*environment.recorderCostHigh));
    return text + u' ' + StatusLine::tr("Pairs of runs: %1, of %2.").arg(QString::number(environment.recorderCostPairs), QString::fromStdString(environment.recorderCostLabel));
}

QString markersText(std::optional<double> a, std::optional<double> b)
{
    const double apart = a && b ? *b - *a : 0;
    const int decimals = apart != 0 ? std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(apart)))), 3, 9) : 3;
    const auto seconds = [decimals](double t) { return QLocale().toString(t, 'f', decimals); };
    QStringList parts;
    if (a)
        parts << StatusLine::tr("A %1 s").arg(seconds(*a));
    if (b)
        parts << StatusLine::tr("B %1 s").arg(seconds(*b));
    if (a && b)
        parts << StatusLine::tr("Δ %1").arg((apart < 0 ? QStringLiteral("−") : QString()) + widgets::durationText(std::abs(apart) * 1e9));
    return parts.join(QStringLiteral("  "));
}

StatusLine::StatusLine(QStatusBar *bar, const metrics::AllowedCores &cores)
    : QObject(bar), m_cores(cores), m_text(new QLabel(bar)), m_bar(new QProgressBar(bar)), m_markers(new QLabel(bar)), m_ownCost(new QLabel(bar)), m_coresLabel(new QLabel(bar))
{
    m_bar->setRange(0, kBarSteps);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(180);
    m_bar->setMaximumHeight(14);
    m_bar->hide();
    bar->addWidget(m_text, 1);
    bar->addPermanentWidget(m_bar);
    bar->addPermanentWidget(m_markers);
    bar->addPermanentWidget(m_ownCost);
    bar->addPermanentWidget(m_coresLabel);
    m_ownCost->hide();
    m_markers->hide();
    m_text->setMinimumWidth(0);
    m_text->setTextFormat(Qt::PlainText);
    retranslateUi();
}

void StatusLine::showProgress(const engine::Progress &progress, std::size_t entries)
{
    m_bar->show();
    m_bar->setValue(static_cast<int>(progressShare(progress) * kBarSteps));
    if (!m_stopping)
        m_text->setText(progressText(progress, entries));
}

void StatusLine::showStopping()
{
    m_stopping = true;
    m_text->setText(tr("Stopping…"));
}

void StatusLine::showIdle(const QString &text)
{
    m_stopping = false;
    m_bar->hide();
    m_bar->setValue(0);
    m_text->setText(text);
}

void StatusLine::showOwnCost(const record::Environment *environment)
{
    const QString text = environment ? ownCostText(*environment) : QString();
    m_ownCost->setText(text);
    m_ownCost->setToolTip(environment ? ownCostTip(*environment) : QString());
    m_ownCost->setVisible(!text.isEmpty());
}

void StatusLine::showMarkers(std::optional<double> a, std::optional<double> b)
{
    const QString text = markersText(a, b);
    m_markers->setText(text);
    m_markers->setVisible(!text.isEmpty());
}

void StatusLine::retranslateUi()
{
    m_markers->setToolTip(tr("Markers, set by click and Shift+click or [ and ], and the time between them"));
    m_bar->setAccessibleName(tr("Progress of the experiment"));
    m_coresLabel->setText(coresText(m_cores));
    m_coresLabel->setToolTip(tr("Processor cores that the runs may use"));
}

} // namespace interleave::window
