// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/engine.h"
#include "core/metrics/sample.h"
#include "core/record/run_record.h"

#include <QObject>
#include <QString>

#include <optional>

class QLabel;
class QProgressBar;
class QStatusBar;

namespace interleave::window {

/// "2/4 thread-pool – round 1 of 8 – 12 s left"
QString progressText(const engine::Progress &progress, std::size_t entries);
/// Share of the experiment that is done, 0…1.
double progressShare(const engine::Progress &progress);
/// "Cores: 2", "Cores: 1.5 of 4"
QString coresText(const metrics::AllowedCores &cores);
/// What measuring itself cost: "Own cost: 0.6 %", else "Sampling: 0.2 % of a core"; empty: not known.
QString ownCostText(const record::Environment &environment);
/// The same in a sentence.
QString ownCostTip(const record::Environment &environment);

/// "A 0.512 s  B 0.731 s  Δ 219 ms", with as many decimals as the difference needs; empty without markers. Units: s.
QString markersText(std::optional<double> a, std::optional<double> b);

/// What the status bar shows.
class StatusLine : public QObject {
    Q_OBJECT
public:
    StatusLine(QStatusBar *bar, const metrics::AllowedCores &cores);

    void showProgress(const engine::Progress &progress, std::size_t entries);
    void showStopping();
    /// Hides the bar; `text` says how it ended.
    void showIdle(const QString &text);
    /// The machine and its measuring, of the experiment that is shown; null: none is.
    void showOwnCost(const record::Environment *environment);
    void showMarkers(std::optional<double> a, std::optional<double> b);
    void retranslateUi();

private:
    metrics::AllowedCores m_cores;
    bool m_stopping = false;
    QLabel *m_text;
    QProgressBar *m_bar;
    QLabel *m_markers;
    QLabel *m_ownCost;
    QLabel *m_coresLabel;
};

} // namespace interleave::window
