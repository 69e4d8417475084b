// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <map>
#include <optional>
#include <set>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace interleave::widgets {

class ParameterEditor;

/// The concurrency models, by family, as a list to tick; a ticked one unfolds into its parameters. A model with several entries in
/// the plan has a row for each.
class ModelsEditor : public QWidget {
    Q_OBJECT
public:
    explicit ModelsEditor(plan::Catalogue catalogue, QWidget *parent = nullptr);

    void showPlan(const plan::Plan &plan);
    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    /// `field`: edits of one field merge; empty: an edit of its own.
    void edited(const plan::Plan &after, const QString &text, const QString &field);

private:
    struct Row {
        const plan::ExecutorDescriptor *descriptor = nullptr;
        std::optional<std::size_t> entry; ///< index in the plan; empty: not ticked
        bool operator==(const Row &) const = default;
    };
    [[nodiscard]] std::vector<Row> wantedRows() const;
    void rebuild();
    void addHead(QTreeWidgetItem *head, bool expanded);
    void addRow(QTreeWidgetItem *family, const Row &row, std::size_t index);
    void addParameters(QTreeWidgetItem *item, const Row &row);
    void refresh();
    void tick(QTreeWidgetItem *item, int column);
    void addVariant();
    void enableVariant();
    [[nodiscard]] std::optional<Row> rowOf(const QTreeWidgetItem *item) const;

    plan::Catalogue m_catalogue;
    plan::Plan m_plan;
    Theme m_theme;
    std::vector<Row> m_rows;
    std::vector<QTreeWidgetItem *> m_items; ///< of m_rows
    std::map<std::pair<std::size_t, std::string>, ParameterEditor *> m_parameters; ///< by entry and key
    QTreeWidgetItem *m_later = nullptr; ///< head of the models that are not in this version
    std::set<std::string> m_unfolded; ///< ids of models whose parameters are shown; an empty one: those of m_later
    QLabel *m_title;
    QLabel *m_count;
    QTreeWidget *m_tree;
    QPushButton *m_variant;
};

} // namespace interleave::widgets
