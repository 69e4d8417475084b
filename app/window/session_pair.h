// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/session_compare.h"
#include "core/base/error.h"
#include "core/plan/catalogue.h"
#include "core/record/run_record.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <array>
#include <atomic>
#include <memory>
#include <optional>

namespace interleave::window {

/// Two sessions and what their comparison says. Files are read, and sessions compared, in the thread pool. Nothing is ever started
/// because a file was read.
class SessionPair : public QObject {
    Q_OBJECT
public:
    enum Side : int { First, Second };
    static constexpr int kSides = 2;

    explicit SessionPair(plan::Catalogue catalogue, QObject *parent = nullptr);

    /// Takes a session that is at hand already. `name`: what it is called.
    void setRecord(Side side, const QString &name, std::shared_ptr<const record::ExperimentRecord> record);
    /// Reads a session file; `changed` or `failed` follows. What stood there stays until then. The last one counts.
    void open(Side side, const QString &fileName);
    void setOptions(const analysis::SessionCompareOptions &options);

    [[nodiscard]] const QString &name(Side side) const { return m_sides[side].name; }
    /// Null: none yet.
    [[nodiscard]] const std::shared_ptr<const record::ExperimentRecord> &record(Side side) const { return m_sides[side].record; }
    [[nodiscard]] const analysis::SessionCompareOptions &options() const { return m_options; }
    /// A file is read, or the two are being compared.
    [[nodiscard]] bool busy() const;
    /// 0 to 1 of the files that are read; empty: none is.
    [[nodiscard]] std::optional<double> progress() const;
    /// Why the two cannot be compared; empty: they can, or one is missing.
    [[nodiscard]] const std::optional<analysis::SessionDifference> &workload() const { return m_outcome.workload; }
    /// Empty: none yet, or the workloads differ.
    [[nodiscard]] const std::optional<analysis::SessionComparison> &comparison() const { return m_outcome.comparison; }

Q_SIGNALS:
    void changed(); ///< sessions, comparison or busy
    void progressed();
    void failed(const QString &why);

private:
    struct Place {
        QString name;
        std::shared_ptr<const record::ExperimentRecord> record;
        std::shared_ptr<std::atomic<double>> share; ///< of the file that is read; null: none is
        quint64 reading = 0;                        ///< number of the read that counts
    };
    struct Outcome {
        std::optional<analysis::SessionDifference> workload;
        std::optional<analysis::SessionComparison> comparison;
    };
    void place(Side side, const QString &name, std::shared_ptr<const record::ExperimentRecord> record);
    void compare();

    const plan::Catalogue m_catalogue;
    std::array<Place, kSides> m_sides;
    analysis::SessionCompareOptions m_options;
    Outcome m_outcome;
    bool m_comparing = false;
    quint64 m_comparisonNumber = 0; ///< of the one that counts
    QTimer m_look;                  ///< at how far the reading is
};

} // namespace interleave::window
