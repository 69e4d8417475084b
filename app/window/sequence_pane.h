// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/record/live_run.h"
#include "core/record/run_record.h"
#include "widgets/common/theme.h"
#include "widgets/sequence/sequence_view.h"
#include "widgets/viewstate/view_state.h"

#include <QElapsedTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QComboBox;
class QLabel;

namespace interleave::window {

/// The sequence view and whose run it shows: of the selected entry the latest run while the experiment goes on, its
/// representative one afterwards, and during its very first run what there is so far.
class SequencePane : public QWidget {
    Q_OBJECT
public:
    explicit SequencePane(QWidget *parent = nullptr);

    void setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue);
    void runStarted(const std::shared_ptr<const record::LiveRun> &run);
    void runFinished(const std::shared_ptr<const record::RunRecord> &run);
    void setRecord(const std::shared_ptr<const record::ExperimentRecord> &record);
    /// Looks at the run under way, if it is the one to show; at most twice a second.
    void tick();

    void setViewState(widgets::ViewState *state);
    void setTheme(const widgets::Theme &theme);
    void retranslateUi();
    [[nodiscard]] widgets::SequenceView *view() const { return m_view; }
    /// The run that is shown; null before one has ended.
    [[nodiscard]] std::shared_ptr<const record::RunRecord> shownRun() const { return m_shown; }

private:
    void showEntry();
    void showRun(const std::shared_ptr<const record::RunRecord> &run);
    [[nodiscard]] QString nameOf(base::EntryId entry) const;
    void look();
    void describe(const record::RunKey *key);

    plan::Plan m_plan;
    plan::Catalogue m_catalogue;
    widgets::ViewState *m_state = nullptr;
    QLabel *m_label;
    QComboBox *m_choice;
    QLabel *m_which; ///< which of the entry's runs
    widgets::SequenceView *m_view;
    std::vector<std::shared_ptr<const record::RunRecord>> m_latest; ///< by EntryId; null: none yet
    std::shared_ptr<const record::RunRecord> m_shown;
    std::shared_ptr<const record::LiveRun> m_live;
    QElapsedTimer m_sinceLook;
};

} // namespace interleave::window
