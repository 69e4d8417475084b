// SPDX-License-Identifier: GPL-3.0-or-later
// What the comparison of two sessions says, and is called.
#include "app/window/compare_dialog.h"
#include "app/window/compare_texts.h"
#include "widgets/form/message_strip.h"
#include "widgets/results/result_texts.h"
#include "widgets/results/results_copy.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QTreeWidget>

#include <numeric>

namespace interleave::window {

QString CompareDialog::noteText() const
{
    if (!m_pair->record(SessionPair::First) || !m_pair->record(SessionPair::Second))
        return tr("Choose two sessions that ran the same workload.");
    if (m_pair->workload())
        return workloadText(*m_pair->workload());
    if (m_pair->comparison() && !m_pair->comparison()->judged)
        return tr("The sessions were measured on different machines: their figures are shown and not judged.");
    return m_pair->comparison() && !m_pair->comparison()->machine.empty() ? tr("The sessions were measured on different machines. A difference may be the machine's.") : QString();
}

void CompareDialog::copyTable() const
{
    std::vector<int> rows(static_cast<std::size_t>(m_model->rowCount())), columns(CompareModel::ColumnCount);
    std::iota(rows.begin(), rows.end(), 0);
    std::iota(columns.begin(), columns.end(), 0);
    QString text;
    for (const SideRow &row : m_sides)
        text += row.title->text().remove(u'&') + QStringLiteral(": ") + row.file->text() + QStringLiteral(" – ") + row.about->text() + QStringLiteral("\n\n");
    if (!note().isEmpty())
        text += note() + QStringLiteral("\n\n");
    QApplication::clipboard()->setText(text + widgets::tableText(*m_model, rows, columns, widgets::CopyFormat::Markdown) + u'\n' + m_method->text() + u'\n');
}

void CompareDialog::retranslateUi()
{
    setWindowTitle(tr("Compare Sessions"));
    const std::array titles{tr("&A, first session"), tr("&B, second session")};
    const std::array names{tr("File of the first session"), tr("File of the second session")};
    const std::array choices{tr("Choose the first session"), tr("Choose the second session")};
    for (std::size_t side = 0; side < m_sides.size(); ++side) {
        m_sides[side].title->setText(titles[side]);
        m_sides[side].file->setAccessibleName(names[side]);
        m_sides[side].file->setPlaceholderText(tr("no session chosen"));
        m_sides[side].choose->setText(tr("Choose…"));
        m_sides[side].choose->setAccessibleName(choices[side]);
    }
    m_messages->retranslateUi();
    m_differences->setHeaderLabels({tr("Not the same"), tr("A"), tr("B")});
    m_differences->setAccessibleName(tr("What is not the same about machine and build"));
    m_goalLabel->setText(tr("&Compare by"));
    m_goals->setAccessibleName(tr("What to compare by"));
    {
        const QSignalBlocker quiet(m_goals);
        for (int i = 0; i < m_goals->count(); ++i)
            m_goals->setItemText(i, widgets::goalText(static_cast<analysis::Goal>(m_goals->itemData(i).toInt())));
    }
    m_across->setText(tr("&Judge across machines"));
    m_across->setAccessibleName(tr("Judge figures of different machines all the same"));
    m_progress->setAccessibleName(tr("How far the reading is"));
    m_table->setAccessibleName(tr("Comparison of the two sessions"));
    m_copy->setText(tr("C&opy as Markdown"));
    m_copy->setAccessibleName(tr("Copy the comparison as Markdown"));
    m_close->setText(tr("Close"));
    m_close->setAccessibleName(tr("Close the comparison"));
    m_model->retranslateUi();
    showPair();
}

} // namespace interleave::window
